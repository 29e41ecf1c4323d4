//! The fields that a mapping may fill, entity by entity.

use crate::roster::Entity;

macro_rules! fields {
    ($($name:ident = $word:literal,)*) => {
        /// A field of an entity, as the mapping names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field { $($name,)* }

        impl Field {
            pub(super) const ALL: &[Self] = &[$(Self::$name,)*];

            pub(super) fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

fields! {
    Id = "id",
    Alias = "alias",
    Name = "name",
    Parent = "parent",
    ParentAlias = "parent_alias",
    Kind = "kind",
    Code = "code",
    CodeStatus = "code_status",
    SchoolTypes = "school_types",
    Unit = "unit",
    UnitAlias = "unit_alias",
    From = "from",
    To = "to",
    GivenName = "given_name",
    FamilyName = "family_name",
    Email = "email",
    Eppn = "eppn",
    Status = "status",
    Protection = "protection",
    Role = "role",
    Duty = "duty",
    SchoolYear = "school_year",
    SchoolType = "school_type",
    Programme = "programme",
    Group = "group",
    GroupAlias = "group_alias",
    Person = "person",
    PersonAlias = "person_alias",
    PersonalNumber = "personal_number",
    BirthDate = "birth_date",
}

impl Field {
    /// The fields that an entity has.
    pub(super) fn of(entity: Entity) -> &'static [Self] {
        use Field as F;
        match entity {
            Entity::Unit => {
                &[F::Id, F::Alias, F::Name, F::Parent, F::ParentAlias, F::Kind, F::Code, F::CodeStatus, F::SchoolTypes]
            }
            Entity::Group => &[F::Id, F::Alias, F::Name, F::Unit, F::UnitAlias, F::Kind, F::From, F::To],
            Entity::Person => &[
                F::Id,
                F::Alias,
                F::GivenName,
                F::FamilyName,
                F::Email,
                F::Eppn,
                F::Status,
                F::Protection,
                F::Role,
                F::Duty,
                F::Unit,
                F::UnitAlias,
                F::SchoolYear,
                F::SchoolType,
                F::Programme,
                F::From,
                F::To,
                F::Group,
                F::GroupAlias,
                F::PersonalNumber,
                F::BirthDate,
            ],
            Entity::Membership => &[F::Person, F::PersonAlias, F::Group, F::GroupAlias, F::Role, F::From, F::To],
        }
    }

    /// Of each of these sets, one field must be filled by a column or a constant.
    pub(super) fn required(entity: Entity) -> &'static [&'static [Self]] {
        use Field as F;
        match entity {
            Entity::Unit => &[&[F::Id], &[F::Name]],
            Entity::Group => &[&[F::Id], &[F::Name], &[F::Unit, F::UnitAlias]],
            Entity::Person => &[&[F::Id]],
            Entity::Membership => &[&[F::Person, F::PersonAlias], &[F::Group, F::GroupAlias]],
        }
    }

    /// Is it an id, so that blanks around it are worth a word?
    pub(super) fn is_id(self) -> bool {
        matches!(self, Self::Id | Self::Parent | Self::Unit | Self::Group | Self::Person)
    }

    /// Does it name a record, as an id or as an alias of one?
    pub(super) fn is_naming(self) -> bool {
        self.is_id()
            || matches!(self, Self::Alias | Self::ParentAlias | Self::UnitAlias | Self::GroupAlias | Self::PersonAlias)
    }
}
