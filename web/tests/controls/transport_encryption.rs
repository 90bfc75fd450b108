//! `transport-encryption` 传输加密: what crosses a network is encrypted; in the clear the platform speaks to its own machine alone.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client};
use web::{ListenError, Listening, Tls, TlsError};

use super::cast::roomy;
use super::world::World;

/// A certificate for this machine, its files, and what a client has to know to trust it.
struct Issued {
    chain: PathBuf,
    key: PathBuf,
    trusted: Certificate,
}

fn issue(folder: &Path) -> Issued {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    std::fs::write(&chain, cert.pem()).unwrap();
    std::fs::write(&key, signing_key.serialize_pem()).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    Issued { chain, key, trusted: Certificate::from_pem(cert.pem().as_bytes()).unwrap() }
}

fn trusting(certificate: &Certificate) -> Client {
    Client::builder().tls_certs_only([certificate.clone()]).build().unwrap()
}

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

#[tokio::test]
async fn without_a_certificate_only_this_machine_is_answered() {
    let refused = Listening::on("0.0.0.0:0".parse().unwrap(), None).await;
    assert!(matches!(refused, Err(ListenError::Plain { .. })));
    assert!(Listening::on(loopback(), None).await.unwrap().origin().unwrap().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn a_port_with_a_certificate_speaks_tls_and_nothing_else() {
    app::choose_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let issued = issue(folder.path());
    let tls = Tls::open(&issued.chain, &issued.key).unwrap();
    let listening = Listening::on(loopback(), Some(tls.clone())).await.unwrap();
    let world = World::listening(roomy(), listening).await;
    let health = format!("{}/healthz", world.url);
    assert!(health.starts_with("https://"));
    assert_eq!(trusting(&issued.trusted).get(&health).send().await.unwrap().text().await.unwrap(), "ok\n");

    // In the clear the same port says nothing of use.
    let address = world.url.trim_start_matches("https://").to_owned();
    let said = tokio::task::spawn_blocking(move || {
        let mut plain = std::net::TcpStream::connect(address).unwrap();
        plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut said = Vec::new();
        let _ = plain.read_to_end(&mut said);
        said
    });
    assert!(!String::from_utf8_lossy(&said.await.unwrap()).contains("ok"));

    // A client that trusts another certificate turns away; once the files are replaced it comes in.
    assert!(!tls.renew().unwrap());
    let other = issue(folder.path());
    assert!(trusting(&other.trusted).get(&health).send().await.is_err());
    assert!(tls.renew().unwrap());
    assert!(trusting(&other.trusted).get(&health).send().await.unwrap().status().is_success());
    world.stop().await;
}

#[test]
fn files_that_are_not_a_certificate_and_its_key_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let issued = issue(folder.path());
    let other = tempfile::tempdir().unwrap();
    let stranger = issue(other.path());
    assert!(matches!(Tls::open(&issued.chain, &stranger.key), Err(TlsError::Pair { .. })));
    assert!(matches!(Tls::open(&issued.key, &issued.key), Err(TlsError::NoCertificate { .. })));
    assert!(matches!(Tls::open(&folder.path().join("none"), &issued.key), Err(TlsError::Io { .. })));
    std::fs::write(&issued.key, vec![b'-'; (1 << 20) + 1]).unwrap();
    assert!(matches!(Tls::open(&issued.chain, &issued.key), Err(TlsError::Size { .. })));
    std::fs::set_permissions(&issued.key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(Tls::open(&issued.chain, &issued.key), Err(TlsError::Mode { mode: 0o644, .. })));
}
