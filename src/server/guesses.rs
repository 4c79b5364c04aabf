//! How many numbers of people somebody may try in vain. A mask shows a part of a number, and whoever may ask whether a number is somebody's could try
//! the rest: so wherever that is answered, those that find nobody count, for one person and day together. Numbers that are found cost nothing.

use super::audit::AuditError;
use super::auth::viewer::Viewer;
use super::limits::reached;
use super::state::App;
use store::{StoreError, guesses};

/// Why a number is not looked for.
#[derive(Debug, thiserror::Error)]
pub enum GuessError {
    #[error("more numbers that find nobody than {limit} in a day")]
    UsedUp { limit: i64 },
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many numbers are to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    Nothing,
    One,
    /// A list of them: until it is settled, nothing else can be tried.
    All,
}

/// Leave to look for numbers of people, set aside before they are looked for: what is asked at the same moment finds that less is left. Only
/// [`take`] gives it, and it is to be settled.
#[derive(Debug)]
#[must_use]
pub struct Guesses {
    /// `None` for whoever may read the numbers, and has no need to try.
    reserved: Option<i64>,
    day: String,
}

/// Sets aside what looking for numbers may cost.
///
/// # Errors
/// Nothing is left for today.
pub async fn take(app: &App, by: &Viewer, want: Want) -> Result<Guesses, GuessError> {
    let day = model::date::format_date(app.clock.today());
    if want == Want::Nothing || by.may_reveal(by.scope()) {
        return Ok(Guesses { reserved: None, day });
    }
    let limit = app.config.limits.numbers_in_vain_per_day;
    let most = if want == Want::All { limit } else { 1 };
    match guesses::reserve(&app.db, by.account(), &day, most, limit).await? {
        0 => {
            reached::record(app, by, "numbers-in-vain").await?;
            Err(GuessError::UsedUp { limit })
        }
        reserved => Ok(Guesses { reserved: Some(reserved), day }),
    }
}

impl Guesses {
    /// Counts what found nobody, and gives the rest back.
    ///
    /// # Errors
    /// More found nobody than was left: then nothing of what was found may be told.
    pub async fn settle(self, app: &App, by: &Viewer, in_vain: i64) -> Result<(), GuessError> {
        let Some(reserved) = self.reserved else { return Ok(()) };
        let is_too_much = in_vain > reserved;
        // That too many find nobody is an answer as well: it costs all that is left.
        let cost = in_vain.min(reserved);
        let left = guesses::give_back(
            &app.db,
            by.account(),
            &self.day,
            reserved - cost,
            app.config.limits.numbers_in_vain_per_day,
        )
        .await?;
        if is_too_much || left <= 0 {
            reached::record(app, by, "numbers-in-vain").await?;
        }
        if is_too_much {
            Err(GuessError::UsedUp { limit: app.config.limits.numbers_in_vain_per_day })
        } else {
            Ok(())
        }
    }
}
