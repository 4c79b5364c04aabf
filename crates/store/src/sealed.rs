//! Numbers and addresses of people in a row: one sealed piece for each account.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Deserializer, Serialize};

use crate::keyring::{Indexed, Key, Keyring};
use crate::store_error::{StoreError, StoreResult};
use model::account::{Account, Sensitive};

/// What the sealed piece of an account holds, under short names.
#[derive(Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Contents {
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// ID numbers of the identities, in their order; shorter where the last ones have none.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub of_relations: Vec<Option<String>>,
}

impl Contents {
    pub fn of(account: &Account) -> Self {
        let plain = |value: &Option<Sensitive>| value.as_ref().map(|value| value.expose().to_owned());
        let mut of_relations: Vec<_> =
            account.relations().iter().map(|relation| plain(&relation.document.number)).collect();
        while of_relations.pop_if(|number| number.is_none()).is_some() {}
        Self {
            document_number: plain(&account.document.number),
            telephone: plain(&account.telephone),
            email: plain(&account.email),
            of_relations,
        }
    }

    /// Puts the contents where they belong in the account.
    pub fn into_account(self, account: &mut Account) {
        let sensitive = |value: Option<String>| value.map(Sensitive::new);
        account.document.number = sensitive(self.document_number);
        account.telephone = sensitive(self.telephone);
        account.email = sensitive(self.email);
        for (relation, number) in account.relations.iter_mut().flatten().zip(self.of_relations) {
            relation.document.number = sensitive(number);
        }
    }

    /// Nothing is sealed where there is nothing.
    pub fn seal(&self, key: &Key, account: &str) -> StoreResult<SealedColumns> {
        // Its letters are looked up in capitals, however upstream keeps them.
        let document_index = self
            .document_number
            .as_ref()
            .map(|number| key.index(Indexed::DocumentNumber, &number.trim().to_uppercase()));
        let telephone_index = self.telephone.as_ref().map(|number| key.index(Indexed::Telephone, number));
        let email_index = self.email_index(key);
        let sealed = if *self == Self::default() {
            None
        } else {
            Some(key.seal(
                &serde_json::to_vec(self).map_err(|_| StoreError::Corrupt("what is to be sealed"))?,
                account,
            ))
        };
        Ok(SealedColumns { sealed, document_index, telephone_index, email_index })
    }

    /// By which the account is found by its e-mail address, whose letters are the same in capitals and small.
    pub fn email_index(&self, key: &Key) -> Option<Vec<u8>> {
        self.email.as_ref().map(|email| key.index(Indexed::Email, &email.trim().to_lowercase()))
    }

    pub fn unseal(keys: &Keyring, sealed: Option<&[u8]>, account: &str) -> StoreResult<Self> {
        let Some(sealed) = sealed else { return Ok(Self::default()) };
        let plain = keys.unseal(sealed, account)?;
        // What serde would say of it may quote it.
        serde_json::from_slice(&plain).map_err(|_| StoreError::Corrupt("a sealed value"))
    }
}

/// The columns that come of it.
pub(super) struct SealedColumns {
    pub sealed: Option<Vec<u8>>,
    pub document_index: Option<Vec<u8>>,
    pub telephone_index: Option<Vec<u8>>,
    pub email_index: Option<Vec<u8>>,
}

/// Reads bytes that a database wrote as hexadecimal digits. An empty text is what SQLite makes of nothing.
pub(super) fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    let Some(digits) = Option::<&str>::deserialize(deserializer)?.filter(|digits| !digits.is_empty()) else {
        return Ok(None);
    };
    HEXLOWER_PERMISSIVE
        .decode(digits.as_bytes())
        .map(Some)
        .map_err(|_| serde::de::Error::custom("not of hexadecimal digits"))
}
