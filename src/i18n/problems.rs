//! Which words tell of which problem.

use super::texts::{ProblemTexts, Texts};
use model::problem::ProblemKind as Kind;

impl Texts {
    pub fn problem(&self, kind: Kind) -> &ProblemTexts {
        match kind {
            Kind::BadRequest => &self.bad_request,
            Kind::SessionEnded => &self.session_ended,
            Kind::ForeignOrigin => &self.foreign_origin,
            Kind::NotFound => &self.not_found,
            Kind::AccountNotFound => &self.account_not_found,
            Kind::MethodNotAllowed => &self.method_not_allowed,
            Kind::TooLarge => &self.too_large,
            Kind::TooSlow => &self.too_slow,
            Kind::TooManyRequests => &self.too_many_requests,
            Kind::NumbersUsedUp => &self.numbers_used_up,
            Kind::Internal => &self.internal,
            Kind::AuditUnwritable => &self.audit_unwritable,
            Kind::UpstreamUnreachable => &self.upstream_unreachable,
            Kind::UpstreamUnavailable => &self.upstream_unavailable,
            Kind::UpstreamOffCampus => &self.upstream_off_campus,
            Kind::UpstreamUnreadable => &self.upstream_unreadable,
            Kind::UpstreamNotAuthorized => &self.upstream_not_authorized,
            Kind::UpstreamRefused => &self.upstream_refused,
            Kind::SignInState => &self.sign_in_state,
            Kind::SignInOtherBrowser => &self.sign_in_other_browser,
            Kind::SignInDenied => &self.sign_in_denied,
            Kind::SignInIncomplete => &self.sign_in_incomplete,
            Kind::SignInCode => &self.sign_in_code,
            Kind::SignInClient => &self.sign_in_client,
            Kind::SignInIdToken => &self.sign_in_id_token,
            Kind::SignInOtherPerson => &self.sign_in_other_person,
            Kind::SignInDown => &self.sign_in_down,
            Kind::SignInNoCode => &self.sign_in_no_code,
            Kind::SignInOrganization => &self.sign_in_organization,
            Kind::SignInBarred => &self.sign_in_barred,
            Kind::SignInNotGranted => &self.sign_in_not_granted,
        }
    }
}
