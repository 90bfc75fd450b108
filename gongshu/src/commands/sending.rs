use anyhow::Result;
use app::{MailServer, Outbound};
use clap::Args;

/// How notices leave beside the inbox.
#[derive(Args)]
pub(super) struct Sending {
    /// Mail server for notices: smtps://user:password@host:465, or smtp://host:25 inside one's own network.
    #[arg(long, env = "GONGSHU_SMTP", hide_env_values = true, requires = "mail_from")]
    smtp: Option<String>,
    /// Sender of notices, such as `公数平台 <notice@example.gov.cn>`.
    #[arg(long, env = "GONGSHU_MAIL_FROM")]
    mail_from: Option<String>,
    /// A network webhooks may go to although it is not the public internet, such as 10.0.0.0/8. May be repeated.
    #[arg(long = "webhook-network", value_name = "CIDR")]
    networks: Vec<ipnet::IpNet>,
}

impl Sending {
    pub(super) fn outbound(self) -> Result<Outbound> {
        let mail = match (self.smtp, self.mail_from) {
            (Some(server), Some(from)) => Some(MailServer::new(&server, &from)?),
            _ => None,
        };
        Ok(Outbound { mail, networks: self.networks })
    }
}
