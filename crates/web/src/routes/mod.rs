//! One file a stage; one function a page or an act.

mod agreement;
mod around;
mod back;
mod case;
mod choose;
mod copy;
mod ending;
mod fetch;
mod form;
mod form_page;
mod form_question;
mod info;
mod later;
mod login;
mod lost;
mod order;
mod own_file;
mod review;
mod sent;
mod sign;
mod start;
mod staying;
mod values;
mod viewed;
mod wrong;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub use case::Opened;
pub use review::review_page;

use crate::app::App;
use crate::pages::Problem;
use crate::refused::{Answer, Refused};
use crate::{assets, guard, paths};

/// Every page of the citizen, behind its guards.
pub fn router(app: &App) -> Router {
    let pages = Router::new()
        .route(paths::START, get(start::show))
        .route(paths::LOGIN, get(login::before).post(login::begin))
        .route(paths::CALLBACK, get(login::callback))
        .route(paths::AGREEMENT, get(agreement::show).post(agreement::enter))
        .route(
            paths::END_AGREEMENT,
            get(agreement::ask_to_end).post(agreement::end),
        )
        .route(paths::CHOOSE, get(choose::show).post(choose::fetch))
        .route(paths::FETCH, get(fetch::show))
        .route(paths::FETCH_PARTS, get(fetch::parts))
        .route(paths::FETCH_AGAIN, post(fetch::again))
        .route(&format!("{}/{{source}}", paths::BACK), get(back::come))
        .route(paths::VALUES, get(values::all))
        .route(&format!("{}/{{source}}", paths::VALUES), get(values::one))
        .route(
            &format!("{}/{{source}}/stammer-inte", paths::VALUES),
            get(wrong::ask).post(wrong::say),
        )
        .route(paths::FORM, get(form::first))
        .route(
            &format!("{}/{{page}}", paths::FORM),
            get(form::show).post(form::take),
        )
        .route(
            &format!("{}/{{page}}/rad", paths::FORM),
            get(form::ask_about_row).post(form::treat_row),
        )
        .route(paths::REVIEW, get(review::show))
        .route(paths::SIGN, get(sign::show).post(sign::begin))
        .route(paths::SIGN_PARTS, get(sign::parts))
        .route(paths::SIGN_CANCEL, post(sign::cancel))
        .route(paths::SENT, get(sent::show))
        .route(paths::RECEIPTS, get(sent::all))
        .route(&format!("{}/{{submission}}", paths::RECEIPTS), get(sent::one))
        .route(paths::EXTEND, get(staying::ask).post(staying::extend))
        .route(paths::ROOM, get(staying::room))
        .route(paths::SEEN, get(staying::seen))
        .route(paths::JOURNAL, post(copy::journal))
        .route(paths::COPY, get(copy::ask).post(copy::everything))
        .route(paths::LATER, get(later::show))
        .route(paths::LATER_SAVE, post(later::save))
        .route(
            paths::LATER_OPEN,
            post(later::open).layer(DefaultBodyLimit::max(later::LARGEST)),
        )
        .merge(own_files(app))
        .route(paths::DELETE, get(ending::ask).post(ending::delete))
        .route(paths::LOGOUT, post(ending::log_out))
        .route(paths::OVER, get(ending::over))
        .route(paths::LANGUAGE, post(info::language))
        .route(paths::RECEIPT_KEY, get(info::receipt_key))
        .route(paths::ABOUT, get(info::about))
        .route(paths::ACCESSIBILITY, get(info::accessibility))
        .fallback(not_found)
        .with_state(app.clone());
    guard::around(pages.merge(assets::router()), app)
}

/// The pages of files of the citizen's own.
fn own_files(app: &App) -> Router<App> {
    let largest = own_file::LARGEST * app.files.largest();
    let one = format!("{}/{{number}}", paths::OWN_FILES);
    Router::new()
        .route(
            paths::OWN_FILES,
            get(own_file::all)
                .post(own_file::add)
                .layer(DefaultBodyLimit::max(largest)),
        )
        .route(paths::OWN_FILE_REMOVE, post(own_file::remove))
        .route(&one, get(own_file::one))
        .route(
            &format!("{one}{}", paths::OWN_FILE_ITSELF),
            get(own_file::download),
        )
}

async fn not_found() -> Answer {
    Err(Refused::For(Problem::NotFound))
}
