//! Who is there, and what they may do.

pub mod id_token;
pub mod jaccount;
pub mod local_path;
pub mod profiles;
pub mod session;
pub mod sign_in;
pub mod viewer;
