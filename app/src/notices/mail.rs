//! Notices by e-mail.

use std::time::Duration;

use base::Message;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, header};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message as Mail, Tokio1Executor};

use crate::words::{Language, Words};

/// For each exchange with the mail server.
const PATIENCE: Duration = Duration::from_secs(10);

/// How e-mail leaves 邮件发送.
#[derive(Clone)]
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailServer").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Why mail cannot be sent as configured. Says nothing of the password in the address.
#[derive(Debug, thiserror::Error)]
pub enum MailServerError {
    #[error("expected smtp://host:port or smtps://user:password@host:port as mail server; check the address")]
    Server,
    #[error("expected a sender such as `公数平台 <notice@example.gov.cn>`, found {0}; check it")]
    Sender(String),
}

impl MailServer {
    /// `smtps://user:password@host:465`, `smtp://host:25?tls=required`, or `smtp://host:25` inside one's own network.
    pub fn new(server: &str, from: &str) -> Result<Self, MailServerError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|_| MailServerError::Server)?;
        let transport = transport.timeout(Some(PATIENCE)).build();
        let from = from.parse().map_err(|_| MailServerError::Sender(from.to_owned()))?;
        Ok(Self { transport, from })
    }

    /// Sends, or says in a word what kept it from arriving.
    pub(super) async fn send(&self, letter: &Letter<'_>) -> Result<(), String> {
        let to: Address = letter.to.parse().map_err(|_| "malformed-address".to_owned())?;
        let say = |language, message: &Message| letter.words.say(language, message);
        let lines = [Language::Zh, Language::En].map(|language| {
            let about = Message::new("mail-about").with("case", letter.case).with("basis", letter.basis);
            format!("{}\n{}\n", say(language, letter.message), say(language, &about))
        });
        let subject = say(Language::Zh, &Message::new("mail-subject").with("case", letter.case));
        let mail = Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(format!("<{}@{}>", letter.id, letter.origin)))
            .header(ContentType::TEXT_PLAIN)
            .header(Automatic)
            .body(lines.join("\n"))
            .map_err(|_| "unwritable".to_owned())?;
        match self.transport.send(mail).await {
            Ok(answer) if answer.is_positive() => Ok(()),
            Ok(answer) => Err(format!("smtp-{}", answer.code())),
            Err(error) => Err(error.status().map_or_else(|| word(&error), |code| format!("smtp-{code}"))),
        }
    }
}

fn word(error: &lettre::transport::smtp::Error) -> String {
    let word = if error.is_timeout() {
        "timeout"
    } else if error.is_tls() {
        "tls"
    } else {
        "unreachable"
    };
    word.to_owned()
}

/// One notice to one address.
pub(super) struct Letter<'a> {
    pub(super) to: &'a str,
    /// Stays the same from one attempt to the next.
    pub(super) id: &'a str,
    /// The platform's name in its log.
    pub(super) origin: &'a str,
    pub(super) case: &'a str,
    pub(super) message: &'a Message,
    pub(super) basis: &'a str,
    pub(super) words: &'a Words,
}

/// Asks other machines not to answer (RFC 3834).
#[derive(Clone)]
struct Automatic;

impl header::Header for Automatic {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
