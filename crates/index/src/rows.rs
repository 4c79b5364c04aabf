//! Accounts as a list shows them, out of the columns: a page needs no row from the database.

use time::Date;

use super::columns::{CodeColumn, NO_DAY, UNREADABLE_DAY};
use super::index::Index;
use super::written::{of_written, written};
use model::account::{Account, Expiry, Organization};
use model::date::{from_unix, to_unix};
use model::identity_type::IdentityType;
use model::status::Status;

impl Index {
    /// These accounts with what [`model::column::Column::is_indexed`] says; the rest of them stays unknown. `None` where the columns do not tell what
    /// an account looks like.
    pub fn rows(&self, ids: &[i64]) -> Vec<Option<Account>> {
        ids.iter().map(|id| self.row(u32::try_from(*id).ok()?)).collect()
    }

    fn row(&self, slot: u32) -> Option<Account> {
        let at = slot as usize;
        if self.written.otherwise.contains(at) || !(self.present.contains(at) || self.gone.contains(at)) {
            return None;
        }
        let text =
            |bytes: &[u8]| std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty()).map(str::to_owned);
        let code = |column: &CodeColumn| column.value(column.of(at)).map(str::to_owned);
        let expiry = match self.expiries.get(at).copied() {
            None | Some(NO_DAY) => None,
            Some(UNREADABLE_DAY) => {
                self.written.expiries.get(&slot).map(|text| Expiry::Unreadable(text.to_string()))
            }
            Some(day) => Date::from_julian_day(day).ok().map(Expiry::On),
        };
        Some(Account {
            name: text(self.accounts.get(slot)),
            display_name: text(self.name_as_written(slot)),
            number: text(self.numbers.own(slot)),
            identity_type: code(&self.identity_types).map(IdentityType::from_account_api),
            organization: self
                .written
                .organizations
                .value(self.written.organizations.of(at))
                .map_or_else(Organization::default, of_written),
            status: code(&self.statuses).as_deref().map(Status::from_wire),
            expiry,
            updated_at: Some(self.updated.get(at).copied().unwrap_or_default())
                .filter(|second| *second > 0)
                .map(|second| from_unix(second.into())),
            ..Account::default()
        })
    }

    fn name_as_written(&self, slot: u32) -> &[u8] {
        self.written.names.get(&slot).map_or_else(|| self.names.name(slot), |name| name.as_bytes())
    }

    /// Takes in how an account is written, once its columns are set.
    pub(super) fn set_row(&mut self, slot: u32, account: &Account) {
        let at = slot as usize;
        match account.display_name.as_deref().filter(|name| name.as_bytes() != self.names.name(slot)) {
            Some(name) => _ = self.written.names.insert(slot, name.into()),
            None => _ = self.written.names.remove(&slot),
        }
        match &account.expiry {
            Some(Expiry::Unreadable(text)) => _ = self.written.expiries.insert(slot, text.as_str().into()),
            _ => _ = self.written.expiries.remove(&slot),
        }
        // Where so many different ones are written that codes run out, the database has to be asked.
        let is_written = self.written.organizations.set(at, Some(&written(&account.organization))).is_ok();
        let is_told = is_written && self.is_as_told(slot, account);
        self.written.otherwise.grow(at + 1);
        self.written.otherwise.set(at, !is_told);
    }

    /// Whether [`Self::row`] would be the account.
    fn is_as_told(&self, slot: u32, account: &Account) -> bool {
        let at = slot as usize;
        let is_text = |column: &[u8], text: Option<&str>| match text {
            Some(text) => !text.is_empty() && text.as_bytes() == column,
            None => column.is_empty(),
        };
        let is_code = |column: &CodeColumn, text: Option<&str>| column.value(column.of(at)) == text;
        let is_expiry = match &account.expiry {
            None => self.expiries[at] == NO_DAY,
            Some(Expiry::On(date)) => self.expiries[at] == date.to_julian_day(),
            Some(Expiry::Unreadable(text)) => {
                self.expiries[at] == UNREADABLE_DAY
                    && self.written.expiries.get(&slot).is_some_and(|kept| **kept == **text)
            }
        };
        let organization =
            self.written.organizations.value(self.written.organizations.of(at)).map(of_written);
        is_expiry
            && is_text(self.accounts.get(slot), account.name.as_deref())
            && is_text(self.name_as_written(slot), account.display_name.as_deref())
            && is_text(self.numbers.own(slot), account.number.as_deref())
            && is_code(&self.statuses, account.status.as_ref().map(Status::as_wire))
            && is_code(&self.identity_types, account.identity_type.as_ref().map(IdentityType::code))
            && organization.unwrap_or_default() == account.organization
            && account.updated_at.map_or(0, to_unix) == i64::from(self.updated[at])
            && account.updated_at.is_none_or(|at| from_unix(to_unix(at)) == at)
    }
}
