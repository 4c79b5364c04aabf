//! Who is there, and what they may do.

pub mod client;
pub mod ended_sessions;
pub mod identity;
pub mod local_path;
pub mod profiles;
pub mod session;
pub mod sign_in;
pub mod viewer;
