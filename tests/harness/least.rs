//! Forms, answered with the least that leads on.

use crate::page::{Asked, Form};
use crate::visit::Answers;

/// A page of the form with an answer to everything that it asks.
pub fn answered(form: Form, answers: Answers<'_>) -> Form {
    let asked = form.asked.clone();
    let mut form = form;
    for question in asked {
        let given: Vec<&str> = answers
            .iter()
            .filter(|(name, _)| *name == question.name)
            .map(|(_, value)| *value)
            .collect();
        let default = least(&question);
        let values: Vec<&str> = if given.is_empty() {
            default.iter().map(String::as_str).collect()
        } else {
            given
        };
        form = form.with_all(&question.name, &values);
    }
    form.pressed()
}

/// The least that answers a question.
fn least(question: &Asked) -> Vec<String> {
    let has = |value: &str| question.options.iter().any(|option| option == value);
    match question.kind.as_str() {
        "radio" if has("no") => vec!["no".to_owned()],
        "radio" => question.options.first().cloned().into_iter().collect(),
        "checkbox" => {
            let costs = ["hyra", "el"].into_iter().filter(|value| has(value));
            let costs: Vec<String> = costs.map(str::to_owned).collect();
            if costs.is_empty() {
                question.options.first().cloned().into_iter().collect()
            } else {
                costs
            }
        }
        "select" => vec![question.value.clone()],
        _ if question.name == "hyra" => vec!["6200".to_owned()],
        _ if question.value.is_empty() && question.kind != "textarea" => vec!["350".to_owned()],
        _ => vec![question.value.clone()],
    }
}
