use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The address of the style sheet.
pub(crate) const STYLE: &str = "/assets/style.css";

/// The citizens' colours and type, and what is denser here.
const SHARED: &str = include_str!("../../web/assets/style.css");
const OWN: &str = include_str!("../assets/console.css");

const FONTS: [(&str, &[u8]); 4] = [
    (
        "atkinson-next-latin-400.woff2",
        include_bytes!("../../web/assets/fonts/atkinson-next-latin-400.woff2"),
    ),
    (
        "atkinson-next-latin-700.woff2",
        include_bytes!("../../web/assets/fonts/atkinson-next-latin-700.woff2"),
    ),
    (
        "atkinson-next-latin-ext-400.woff2",
        include_bytes!("../../web/assets/fonts/atkinson-next-latin-ext-400.woff2"),
    ),
    (
        "atkinson-next-latin-ext-700.woff2",
        include_bytes!("../../web/assets/fonts/atkinson-next-latin-ext-700.woff2"),
    ),
];

pub(crate) async fn style() -> Response {
    let style = format!("{}{OWN}", SHARED.replace("url(fonts/", "url(/assets/"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response()
}

pub(crate) async fn font(Path(name): Path<String>) -> Response {
    FONTS.iter().find(|(known, _)| *known == name).map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |(_, bytes)| ([(header::CONTENT_TYPE, "font/woff2")], *bytes).into_response(),
    )
}
