use std::sync::Arc;

use app::App;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use bytes::Bytes;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::edge::edge;
use crate::limits::Limits;
use crate::meters::Meters;
use crate::problem::{Failure, ProblemBody};
use crate::server::Server;
use crate::{
    accounts, agreements, applicants, attachments, audit, cases, data, datasets, grading, log, notices, organisations,
    receipts, registers, reports, rules, sessions, system, tokens,
};

/// Every route of the server and what it says about itself.
pub(crate) type Routes = OpenApiRouter<Arc<Server>>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gongshu 公数",
        description = "A region's public data under that region's own law. Problems are RFC 9457 documents, worded in \
                       Chinese or English by `Accept-Language`. Every answer with data carries `Gongshu-Receipt`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody)),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The token of a session (POST /api/v1/sessions) or an API token (POST /api/v1/tokens)."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

fn routes() -> Routes {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(sessions::routes())
        .merge(applicants::routes())
        .merge(tokens::routes())
        .merge(organisations::routes())
        .merge(accounts::routes())
        .merge(datasets::routes())
        .merge(data::routes())
        .merge(cases::routes())
        .merge(attachments::routes())
        .merge(rules::routes())
        .merge(agreements::routes())
        .merge(registers::routes())
        .merge(reports::routes())
        .merge(grading::routes())
        .merge(notices::routes())
        .merge(receipts::routes())
        .merge(audit::routes())
        .merge(log::routes())
        .merge(system::routes())
}

/// The OpenAPI 3.1 document of this API, as committed in `openapi.json`.
pub fn openapi() -> Result<String, serde_json::Error> {
    text(&routes().into_openapi())
}

fn text(document: &utoipa::openapi::OpenApi) -> Result<String, serde_json::Error> {
    // axum's `{*path}` for a parameter that holds slashes is not known to OpenAPI.
    let mut text = serde_json::to_string_pretty(document)?.replace("{*", "{");
    text.push('\n');
    Ok(text)
}

/// The API over `app`. Served by [`serve`](crate::serve()), which also knows the peers' addresses.
pub fn router(app: Arc<App>, limits: Limits) -> Router {
    let (router, document) = routes().split_for_parts();
    let meters = Meters::new(document.paths.paths.keys().map(String::as_str));
    let sent = text(&document).unwrap_or_else(|error| {
        tracing::error!(%error, "the OpenAPI document has no JSON form");
        "{}".to_owned()
    });
    let server = Arc::new(Server::new(app, limits, meters, Bytes::from(sent)));
    router
        .fallback(|| async { Failure::route(StatusCode::NOT_FOUND) })
        .method_not_allowed_fallback(|| async { Failure::route(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(from_fn_with_state(Arc::clone(&server), edge))
        .with_state(server)
}
