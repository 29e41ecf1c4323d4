//! Whom a server trusts, and whom we do: certificates of both sides.

use super::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use upprop::source::ErrorCode as E;

/// An issuer of certificates.
struct Issuer(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, as one PEM file.
struct Papers {
    chain: String,
    key: String,
}

impl Issuer {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate"))
    }

    /// Papers for this name; `until` is the last year in which they are good.
    fn papers(&self, name: &str, purpose: ExtendedKeyUsagePurpose, until: i32) -> Papers {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.extended_key_usages = vec![purpose];
        params.not_after = rcgen::date_time_ymd(until, 12, 31);
        let key = KeyPair::generate().expect("a key");
        let chain = params.signed_by(&key, &self.0).expect("a certificate").pem();
        Papers { chain, key: key.serialize_pem() }
    }

    fn server(&self, name: &str, until: i32) -> Papers {
        self.papers(name, ExtendedKeyUsagePurpose::ServerAuth, until)
    }
}

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

fn certificates(pem: &str) -> Vec<rustls::pki_types::CertificateDer<'static>> {
    rustls::pki_types::CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().expect("certificates")
}

/// Exempelkommunen behind TLS, which asks for a certificate of this issuer.
fn server(papers: &Papers, wants: Option<&Issuer>) -> Double {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = match wants {
        None => ServerConfig::builder().with_no_client_auth(),
        Some(issuer) => {
            let mut roots = RootCertStore::empty();
            certificates(&issuer.0.pem()).into_iter().for_each(|one| roots.add(one).expect("a root"));
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("a verifier");
            ServerConfig::builder().with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_slice(papers.key.as_bytes()).expect("a key");
    let config = builder.with_single_cert(certificates(&papers.chain), key).expect("a server");
    let municipality = Municipality::exempelkommunen(DAY);
    Double::with_tls(Arc::new(config), move |request| municipality.answer(request))
}

/// What comes of asking with these papers and this trust.
fn ask(double: &Double, identity: Option<&Path>, authority: Option<&Path>) -> Result<usize, E> {
    let url = double.url("/v2").replace("http://127.0.0.1", "https://localhost");
    let settings = Settings {
        identity: identity.map(Path::to_owned),
        authority: authority.map(Path::to_owned),
        ..settings(url, 1000)
    };
    Ss12000::new(settings).read().map(|reading| parts(reading).persons.len()).map_err(|error| error.code)
}

#[test]
fn a_server_is_believed_only_by_its_certificate() {
    let (folder, issuer, other) = (tempfile::tempdir().expect("a folder"), Issuer::new(), Issuer::new());
    let trusted = write(&folder, "issuer.pem", &issuer.0.pem());
    let wrong = write(&folder, "other.pem", &other.0.pem());
    let double = server(&issuer.server("localhost", 2100), None);
    assert_eq!(ask(&double, None, Some(&trusted)), Ok(40));
    assert_eq!(ask(&double, None, None), Err(E::TlsRefused), "nobody vouches for it");
    assert_eq!(ask(&double, None, Some(&wrong)), Err(E::TlsRefused), "somebody else does not");
    let elsewhere = server(&issuer.server("annan.exempel.example", 2100), None);
    assert_eq!(ask(&elsewhere, None, Some(&trusted)), Err(E::TlsRefused), "it has another name");
    let old = server(&issuer.server("localhost", 2020), None);
    assert_eq!(ask(&old, None, Some(&trusted)), Err(E::TlsRefused), "it has run out");
}

#[test]
fn a_server_that_wants_our_certificate_gets_it() {
    let (folder, issuer, other) = (tempfile::tempdir().expect("a folder"), Issuer::new(), Issuer::new());
    let trusted = write(&folder, "issuer.pem", &issuer.0.pem());
    let ours = |issuer: &Issuer, name: &str, until: i32| {
        let papers = issuer.papers("upprop", ExtendedKeyUsagePurpose::ClientAuth, until);
        write(&folder, name, &(papers.chain + &papers.key))
    };
    let double = server(&issuer.server("localhost", 2100), Some(&issuer));
    let good = ours(&issuer, "good.pem", 2100);
    assert_eq!(ask(&double, Some(&good), Some(&trusted)), Ok(40));
    assert_eq!(ask(&double, None, Some(&trusted)), Err(E::CertificateWanted), "none was shown");
    let stranger = ours(&other, "stranger.pem", 2100);
    assert_eq!(
        ask(&double, Some(&stranger), Some(&trusted)),
        Err(E::CertificateWanted),
        "it does not know who vouches"
    );
    let old = ours(&issuer, "old.pem", 2020);
    assert_eq!(ask(&double, Some(&old), Some(&trusted)), Err(E::CertificateWanted), "ours has run out");
    let missing = folder.path().join("nowhere.pem");
    assert!(ask(&double, Some(&missing), Some(&trusted)).is_err());
    let damaged = write(&folder, "damaged.pem", "-----BEGIN CERTIFICATE-----\nx");
    assert_eq!(ask(&double, Some(&damaged), Some(&trusted)), Err(E::CertificateDamaged));
}
