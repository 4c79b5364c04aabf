//! What is not believed until a comparison, or a person, settles it.

use model::sync::SyncFailure;
use store::replica_state::ReplicaState;

/// Whether something is not believed that only a comparison, or a person, can settle.
pub(super) fn is_unsettled(state: &ReplicaState) -> bool {
    has_vanished(state) || state.failure.as_deref() == Some(SyncFailure::Implausible.code())
}

/// Whether fields have vanished, and nobody has settled yet what becomes of them.
pub(super) fn has_vanished(state: &ReplicaState) -> bool {
    state.failure.as_deref() == Some(SyncFailure::FieldsVanished.code())
}
