//! Style, script and fonts: compiled in, and served under names that change with their content.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::paths;

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its address on this site, with a hash of its content in the name.
    pub path: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

const FONTS: [(&str, &[u8]); 4] = [
    (
        "atkinson-next-latin-400",
        include_bytes!("../assets/fonts/atkinson-next-latin-400.woff2"),
    ),
    (
        "atkinson-next-latin-700",
        include_bytes!("../assets/fonts/atkinson-next-latin-700.woff2"),
    ),
    (
        "atkinson-next-latin-ext-400",
        include_bytes!("../assets/fonts/atkinson-next-latin-ext-400.woff2"),
    ),
    (
        "atkinson-next-latin-ext-700",
        include_bytes!("../assets/fonts/atkinson-next-latin-ext-700.woff2"),
    ),
];

static ALL: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let fonts = FONTS.map(|(name, bytes)| asset(name, "woff2", "font/woff2", Cow::Borrowed(bytes)));
    let mut style = include_str!("../assets/style.css").to_owned();
    for ((name, _), font) in FONTS.iter().zip(&fonts) {
        style = style.replace(&format!("fonts/{name}.woff2"), &font.path);
    }
    let mut all = vec![
        asset(
            "style",
            "css",
            "text/css; charset=utf-8",
            Cow::Owned(style.into_bytes()),
        ),
        asset(
            "live",
            "js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../assets/live.js")),
        ),
        asset(
            "mark",
            "svg",
            "image/svg+xml",
            Cow::Borrowed(include_bytes!("../assets/mark.svg")),
        ),
    ];
    all.extend(fonts);
    all
});

/// Every file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &ALL
}

/// The address of the style sheet.
#[must_use]
pub fn style() -> &'static str {
    address("/style-")
}

/// The address of the script.
#[must_use]
pub fn script() -> &'static str {
    address("/live-")
}

/// The address of the service's mark.
#[must_use]
pub fn mark() -> &'static str {
    address("/mark-")
}

/// Serves every file, to be kept for ever: another content has another name.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(&format!("{}/{{name}}", paths::ASSETS), get(serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    let wanted = format!("{}/{name}", paths::ASSETS);
    all().iter().find(|asset| asset.path == wanted).map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |asset| {
            let headers = [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, asset.bytes.as_ref()).into_response()
        },
    )
}

fn address(start: &str) -> &'static str {
    let is_it = |asset: &&Asset| asset.path.contains(start);
    all().iter().find(is_it).map_or("", |asset| asset.path.as_str())
}

fn asset(name: &str, extension: &str, content_type: &'static str, bytes: Cow<'static, [u8]>) -> Asset {
    let path = format!("{}/{name}-{:016x}.{extension}", paths::ASSETS, fnv1a(&bytes));
    Asset {
        path,
        content_type,
        bytes,
    }
}

/// FNV-1a, 64 bits. Tells two versions of a file apart; protects nothing.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_small_and_names_the_fonts_as_they_are_served() {
        let style = all()
            .iter()
            .find(|asset| asset.path == super::style())
            .expect("the style sheet");
        assert!(style.bytes.len() < 20_000, "{} bytes", style.bytes.len());
        let text = String::from_utf8_lossy(&style.bytes);
        assert_eq!(text.matches("url(").count(), FONTS.len());
        for part in text.split("url(").skip(1) {
            let address = part.split(')').next().unwrap_or_default();
            assert!(all().iter().any(|asset| asset.path == address), "{address}");
        }
    }

    #[tokio::test]
    async fn serves_what_exists_and_nothing_else() {
        let name = script().rsplit('/').next().unwrap_or_default().to_owned();
        assert_eq!(serve(Path(name)).await.status(), StatusCode::OK);
        assert_eq!(
            serve(Path("../Cargo.toml".to_owned())).await.status(),
            StatusCode::NOT_FOUND
        );
    }
}
