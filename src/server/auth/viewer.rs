//! The signed-in person and their rights: what every operation on accounts asks for as proof.

use std::marker::PhantomData;
use std::sync::{LazyLock, OnceLock};

use super::client::Client;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::rights::{Capability, Rights};
use model::scope::Scope;
use store::audit::Actor;
use store::sessions::Session;

/// A person who may see accounts. There is no way to one but through a session and a grant.
#[derive(Clone, Debug)]
pub struct Viewer {
    session: Session,
    rights: Rights,
    client: Client,
    /// Where they belong today, as far as it is known.
    organization_id: Option<String>,
    /// Their organisation could not be read yet: rights that hang on it are missing for now.
    lacks_organization: bool,
    /// How they want lists to look, as it is remembered.
    list_display: Option<String>,
    /// What was asked of them in vain in this request, for want of a right: as it is to be recorded.
    lacking: OnceLock<Entry>,
}

impl Viewer {
    /// The viewer behind a session, if they are granted anything.
    pub(super) fn of(
        session: Session,
        rights: Rights,
        client: Client,
        organization_id: Option<String>,
        list_display: Option<String>,
    ) -> Option<Self> {
        let lacks_organization = session.profile_read_at.is_none() && organization_id.is_none();
        (!rights.is_empty()).then_some(Self {
            session,
            rights,
            client,
            organization_id,
            lacks_organization,
            list_display,
            lacking: OnceLock::new(),
        })
    }

    /// As the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor { session: Some(self.session.handle.clone()), ..self.client.actor(&self.session.account) }
    }

    pub fn account(&self) -> &str {
        &self.session.account
    }

    pub fn display_name(&self) -> &str {
        &self.session.display_name
    }

    pub fn organization_id(&self) -> Option<&str> {
        self.organization_id.as_deref()
    }

    pub fn lacks_organization(&self) -> bool {
        self.lacks_organization
    }

    /// How they want lists to look, as it was remembered when the request began.
    pub fn list_display(&self) -> Option<&str> {
        self.list_display.as_deref()
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// For which organisations the person may see accounts.
    pub fn scope(&self) -> &Scope {
        static NOTHING: LazyLock<Scope> =
            LazyLock::new(|| Scope::Organizations(std::collections::BTreeSet::new()));
        self.rights.scope(Capability::View).unwrap_or(&NOTHING)
    }

    /// Whether the person may read masked fields of all accounts of a scope.
    pub fn may_reveal(&self, scope: &Scope) -> bool {
        self.rights.scope(Capability::Reveal).is_some_and(|reveal| reveal.contains(scope))
    }

    /// Notes that something was asked for that needs a right which the person does not have. `told`: the entry, with what is known of it.
    pub fn note_lacking<R: Right>(&self, told: impl FnOnce(Entry) -> Entry) {
        let entry = Entry::new(Action::RightMissing).with(Detail::Lacking, R::CAPABILITY.code());
        // Of several the first says enough.
        _ = self.lacking.set(told(entry));
    }

    /// What was asked of them in vain in this request, for want of a right.
    pub fn lacking(&self) -> Option<&Entry> {
        self.lacking.get()
    }

    /// The proof of a right for all accounts, if the person has it.
    pub fn permit_everywhere<R: Right>(&self) -> Option<Everywhere<'_, R>> {
        self.permit().filter(|permit| *permit.scope() == Scope::All).map(Everywhere)
    }

    /// The proof of a right, if the person has it.
    pub fn permit<R: Right>(&self) -> Option<Permit<'_, R>> {
        Some(Permit { viewer: self, scope: self.rights.scope(R::CAPABILITY)?, right: PhantomData })
    }
}

/// Proof that a person has a right for the whole university, as the audit log and the sync concern all of it. Only [`Viewer::permit_everywhere`]
/// gives one.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere<'a, R>(Permit<'a, R>);

impl<'a, R> Everywhere<'a, R> {
    pub fn viewer(&self) -> &'a Viewer {
        self.0.viewer
    }
}

/// A right that an operation can ask proof of.
pub trait Right {
    const CAPABILITY: Capability;
}

/// To say of what is to be checked that it is as it should be.
#[derive(Debug)]
pub struct Attend;
/// To read one masked field.
#[derive(Debug)]
pub struct Reveal;
/// To take lists away, masked.
#[derive(Debug)]
pub struct Export;
/// The same, unmasked.
#[derive(Debug)]
pub struct ExportUnmasked;
/// To read the audit log.
#[derive(Debug)]
pub struct Audit;
/// To grant access and to watch over the sync.
#[derive(Debug)]
pub struct Administer;

impl Right for Attend {
    const CAPABILITY: Capability = Capability::Attend;
}

impl Right for Reveal {
    const CAPABILITY: Capability = Capability::Reveal;
}

impl Right for Export {
    const CAPABILITY: Capability = Capability::Export;
}

impl Right for ExportUnmasked {
    const CAPABILITY: Capability = Capability::ExportUnmasked;
}

impl Right for Audit {
    const CAPABILITY: Capability = Capability::Audit;
}

impl Right for Administer {
    const CAPABILITY: Capability = Capability::Administer;
}

/// Proof that a person has a right, and for which organisations. Only [`Viewer::permit`] gives one.
#[derive(Clone, Copy, Debug)]
pub struct Permit<'a, R> {
    viewer: &'a Viewer,
    scope: &'a Scope,
    right: PhantomData<R>,
}

impl<'a, R> Permit<'a, R> {
    pub fn viewer(&self) -> &'a Viewer {
        self.viewer
    }

    pub fn scope(&self) -> &'a Scope {
        self.scope
    }
}
