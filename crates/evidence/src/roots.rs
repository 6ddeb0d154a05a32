use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, TrustAnchor};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The roots that signatures may lead to.
#[derive(Clone, Debug)]
pub struct Roots {
    roots: Vec<Root>,
}

/// Whom a root vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RootKind {
    /// Real people.
    Production,
    /// Test persons.
    Test,
}

/// Why a file of roots is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RootsError {
    /// It is not PEM, or one of its certificates cannot be read.
    #[error("the file of roots is not a list of certificates in PEM")]
    Unreadable,
    /// It holds no certificate.
    #[error("the file of roots holds no certificate")]
    Empty,
    /// It holds a root of a test environment, and production was asked for.
    #[error("the file of roots holds a test root, which production does not trust")]
    TestRoot,
}

#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) anchor: TrustAnchor<'static>,
    pub(crate) kind: RootKind,
}

impl Roots {
    /// How the name of every test root begins, BankID's (`Test BankID Root CA v1 Test`) and the sandbox's.
    const TEST_NAME: &str = "Test ";

    /// Takes roots for production: a test root among them is refused.
    ///
    /// # Errors
    /// [`RootsError`] when the text is not a list of certificates, or holds a test root.
    pub fn production(pem: &[u8]) -> Result<Self, RootsError> {
        let roots = Self::named(pem)?;
        if roots.has_test_root() {
            return Err(RootsError::TestRoot);
        }
        Ok(roots)
    }

    /// Takes the roots that somebody named by hand. A test root is recognised by its name and marked.
    ///
    /// # Errors
    /// [`RootsError`] when the text is not a list of certificates.
    pub fn named(pem: &[u8]) -> Result<Self, RootsError> {
        Self::read(pem, None)
    }

    /// Takes roots of which every one is a test root, whatever it is called.
    ///
    /// # Errors
    /// [`RootsError`] when the text is not a list of certificates.
    pub fn test(pem: &[u8]) -> Result<Self, RootsError> {
        Self::read(pem, Some(RootKind::Test))
    }

    /// Whether one of them vouches for test persons.
    #[must_use]
    pub fn has_test_root(&self) -> bool {
        self.roots.iter().any(|root| root.kind == RootKind::Test)
    }

    pub(crate) fn anchors(&self) -> Vec<TrustAnchor<'static>> {
        self.roots.iter().map(|root| root.anchor.clone()).collect()
    }

    pub(crate) fn of_anchor(&self, anchor: &TrustAnchor<'_>) -> Option<&Root> {
        self.roots.iter().find(|root| root.anchor == *anchor)
    }

    fn read(pem: &[u8], kind: Option<RootKind>) -> Result<Self, RootsError> {
        let roots = CertificateDer::pem_slice_iter(pem)
            .map(|der| Root::new(der.map_err(|_| RootsError::Unreadable)?, kind))
            .collect::<Result<Vec<_>, _>>()?;
        if roots.is_empty() {
            return Err(RootsError::Empty);
        }
        Ok(Self { roots })
    }
}

impl Root {
    fn new(der: CertificateDer<'static>, kind: Option<RootKind>) -> Result<Self, RootsError> {
        let kind = kind.map_or_else(|| kind_by_name(&der), Ok)?;
        let anchor = webpki::anchor_from_trusted_cert(&der)
            .map_err(|_| RootsError::Unreadable)?
            .to_owned();
        Ok(Self { der, anchor, kind })
    }
}

fn kind_by_name(der: &[u8]) -> Result<RootKind, RootsError> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| RootsError::Unreadable)?;
    let is_test = certificate
        .subject()
        .iter_common_name()
        .filter_map(|name| name.as_str().ok())
        .any(|name| name.starts_with(Roots::TEST_NAME));
    Ok(if is_test {
        RootKind::Test
    } else {
        RootKind::Production
    })
}
