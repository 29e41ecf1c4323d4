//! Contracts, which outlive the periods of licences and are given notice of long before (DOMAIN 3).

use jiff::ToSpan as _;
use jiff::civil::Date;

/// Under what a licence was bought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contract {
    /// Last day of the contract.
    pub ends_on: Option<Date>,
    /// So many days before its end, at the latest, notice must be given.
    pub notice_days: Option<u16>,
}

impl Contract {
    /// The last day on which notice can be given; `licence_ends_on` stands for the contract's end where that is not said.
    #[must_use]
    pub fn notice_on(&self, licence_ends_on: Option<Date>) -> Option<Date> {
        let ends_on = self.ends_on.or(licence_ends_on)?;
        ends_on.checked_sub(i64::from(self.notice_days?).days()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn notice_is_given_so_many_days_before_the_contract_ends_or_else_the_licence() {
        let contract = |ends_on| Contract { ends_on, notice_days: Some(90) };
        let licence = Some(date(2027, 6, 30));
        assert_eq!(contract(Some(date(2026, 12, 31))).notice_on(licence), Some(date(2026, 10, 2)));
        assert_eq!(contract(None).notice_on(licence), Some(date(2027, 4, 1)));
        assert_eq!(contract(None).notice_on(None), None);
        assert_eq!(Contract { ends_on: licence, notice_days: None }.notice_on(licence), None);
    }
}
