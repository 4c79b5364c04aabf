//! Traces for a collector, by OTLP over HTTP in JSON.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use reqwest::redirect::Policy;
use tokio::runtime::Handle;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use super::error::TracesError;
use super::spans::TRACES;

const NAME: &str = "jaccount-admin";

/// The collector is waited for so long, and less by whoever ends the program.
const PATIENCE: Duration = Duration::from_secs(5);
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(2);

/// Spans on their way to a collector.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

/// Sends by this runtime what a thread of its own puts together.
#[derive(Debug)]
struct Sender {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (client, request) = (self.client.clone(), request.try_into()?);
        let answered = self.runtime.spawn(async move {
            let answer = client.execute(request).await?;
            let (status, body) = (answer.status(), answer.bytes().await?);
            if !status.is_success() {
                tracing::warn!(%status, "the collector did not take traces");
            }
            Ok::<_, reqwest::Error>((status, body))
        });
        let (status, body) = answered
            .await?
            .map_err(reqwest::Error::without_url)
            .inspect_err(|error| tracing::warn!(%error, "the collector does not answer"))?;
        Ok(Response::builder().status(status).body(body)?)
    }
}

/// Traces for the collector at an address. One that does not answer holds nobody up: what it does not take is lost.
///
/// # Errors
/// [`TracesError::Collector`]: the address cannot be used.
pub fn start(collector: &Url, runtime: &Handle) -> Result<Traces, TracesError> {
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        // What is told goes where it is configured to go, and nowhere else.
        .redirect(Policy::none())
        .build()
        .map_err(|error| TracesError::Collector(error.into()))?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(collector.as_str())
        .with_http_client(Sender { client, runtime: runtime.clone() })
        .build()
        .map_err(|error| TracesError::Collector(error.into()))?;
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name(NAME).build())
        .with_batch_exporter(exporter)
        .build();
    Ok(Traces(provider))
}

impl Traces {
    /// What hands spans over, and nothing that is said within them.
    pub fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(&self) -> impl Layer<S> + use<S> {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(NAME))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TRACES, Level::INFO))
    }

    /// Sends what is left; not from within the runtime.
    pub fn end(self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE_AT_THE_END) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}
