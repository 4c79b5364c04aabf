#![doc = include_str!("../README.md")]

mod access_token;
mod account_api;
mod clock;
pub mod envelope;
pub mod http;
pub mod id_token;
pub mod profile;
pub mod record;
mod service_error;
mod sign_in;

pub use account_api::{AccountApi, AccountApiSettings, AccountQuery, MAX_RECORDS, Page};
pub use clock::Clock;
pub use service_error::ServiceError;
pub use sign_in::{Authorization, Jaccount, JaccountSettings, RedeemError, Redeemed, Refreshed, TokenError};
