#include "core/golden/quality.hpp"

#include "core/portals/resources.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace moisson {
namespace {

constexpr std::array<CriterionWords, criterion_count> criterion_words = {{
    {"adresse_bien_definie", "Adresse", "indiquer le numéro et la voie quand le public est reçu sur place"},
    {"telephone_bien_defini", "Téléphone", "donner le numéro quand on s’adresse au service par téléphone"},
    {"courriel_bien_defini", "Courriel", "donner l’adresse quand on s’adresse au service par courriel"},
    {"modes_mobilisation_bien_definis", "Comment et par qui mobiliser",
     "dire comment s’adresser au service et qui peut le faire"},
    {"au_moins_un_public", "Publics", "nommer au moins un public"},
    {"au_moins_une_thematique", "Thématiques", "nommer au moins une thématique"},
    {"au_moins_un_moyen_de_contact", "Moyen de contact", "donner un téléphone, un courriel ou un lien"},
    {"date_maj_recente", "Date récente",
     "relire la fiche au moins tous les six mois et mettre à jour sa date"},
    {"description_bien_definie", "Description", "décrire le service en 200 à 2 000 caractères"},
    {"frais_bien_definis", "Frais", "dire si le service est gratuit ; s’il est payant, préciser combien"},
}};

/// The formula does not judge these sources by their dates.
constexpr std::string_view undated_sources[] = {"agefiph", "france-travail"};

constexpr std::size_t least_metadata = 6; ///< a kind with fewer of them is no data set

double two_decimals(double value) { return std::round(value * 100) / 100; }

const Value* value_at(const Record& record, int field) {
    if (field < 0 || static_cast<std::size_t>(field) >= record.values.size()) return nullptr;
    const Value& value = record.values[static_cast<std::size_t>(field)];
    return is_absent(value) ? nullptr : &value;
}

bool has_value(const Record& record, int field) {
    const Value* value = value_at(record, field);
    if (!value) return false;
    if (const auto* text = std::get_if<std::string>(value)) return !text->empty();
    if (const auto* list = std::get_if<List>(value)) return !list->empty();
    return true;
}

bool lists(const Record& record, int field, std::string_view item) {
    const Value* value = value_at(record, field);
    const auto* list = value ? std::get_if<List>(value) : nullptr;
    return list && std::find(list->begin(), list->end(), item) != list->end();
}

const std::string* text_at(const Record& record, int field) {
    const Value* value = value_at(record, field);
    return value ? std::get_if<std::string>(value) : nullptr;
}

/// 1 below half a year, falling to 0 at two years.
double date_score(const std::string* text, const CivilDate& today) {
    const auto moment = text ? parse_moment(*text) : std::nullopt;
    if (!moment) return 0;
    const int age = days_between(moment->date, today);
    if (age <= 180) return 1;
    return age < 730 ? two_decimals((730 - age) / 550.0) : 0;
}

double description_score(const std::string* text) {
    const std::size_t length = text ? code_point_count(*text) : 0;
    if (length < 50) return 0;
    return length >= 200 && length < 2000 ? 1 : 0.5;
}

int role_or_name(const Kind& kind, Role role, std::string_view name) {
    const int named = kind.find(name);
    return named >= 0 ? named : kind.find(role);
}

} // namespace

const CriterionWords& words_of(QualityCriterion criterion) {
    return criterion_words[static_cast<std::size_t>(criterion)];
}

QualityScore::QualityScore(const Kind& kind)
    : address_(kind.find(Role::street_address)), phone_(kind.find(Role::phone)),
      email_(kind.find(Role::email)), link_(role_or_name(kind, Role::website, "lien_mobilisation")),
      publics_(kind.find("publics")), themes_(kind.find(Role::theme)),
      update_date_(kind.find(Role::update_date)), description_(kind.find(Role::description)),
      modes_accueil_(kind.find("modes_accueil")), modes_mobilisation_(kind.find("modes_mobilisation")),
      mobilisable_par_(kind.find("mobilisable_par")), fees_(kind.find("frais")),
      fees_details_(kind.find("frais_precisions")) {}

RecordQuality QualityScore::of(const Record& record, std::string_view feed, const CivilDate& today) const {
    RecordQuality quality;
    const auto set = [&](QualityCriterion criterion, double score) {
        quality.criteria[static_cast<std::size_t>(criterion)] = score;
    };
    const auto set_present = [&](QualityCriterion criterion, bool present) {
        set(criterion, present ? 1 : 0);
    };
    if (lists(record, modes_accueil_, "en-presentiel") || lists(record, modes_mobilisation_, "se-presenter"))
        set_present(QualityCriterion::address, has_value(record, address_));
    if (lists(record, modes_mobilisation_, "telephoner"))
        set_present(QualityCriterion::phone, has_value(record, phone_));
    if (lists(record, modes_mobilisation_, "envoyer-un-courriel"))
        set_present(QualityCriterion::email, has_value(record, email_));
    set(QualityCriterion::mobilisation,
        (has_value(record, modes_mobilisation_) ? 0.5 : 0) + (has_value(record, mobilisable_par_) ? 0.5 : 0));
    set_present(QualityCriterion::publics, has_value(record, publics_));
    set_present(QualityCriterion::themes, has_value(record, themes_));
    set_present(QualityCriterion::contact,
                has_value(record, email_) || has_value(record, link_) || has_value(record, phone_));
    if (std::find(std::begin(undated_sources), std::end(undated_sources), feed) == std::end(undated_sources))
        set(QualityCriterion::recent, date_score(text_at(record, update_date_), today));
    set(QualityCriterion::description, description_score(text_at(record, description_)));
    const std::string* fees = text_at(record, fees_);
    set(QualityCriterion::fees, !fees ? 0 : *fees == "payant" && !has_value(record, fees_details_) ? 0.5 : 1);
    double sum = 0;
    int applied = 0;
    for (const auto& score : quality.criteria)
        if (score) sum += *score, ++applied;
    quality.score = two_decimals(sum / applied);
    return quality;
}

double structure_score(double sum, std::uint64_t services) {
    return services ? two_decimals(sum / static_cast<double>(services)) : 0;
}

std::vector<Metadatum> metadata_of(const Kind& kind) {
    struct Row {
        std::string_view title, remedy;
        std::vector<Role> roles;
    };
    const Row rows[] = {
        {"Titre", "donner un titre qui dit le sujet et le territoire", {Role::title}},
        {"Description",
         "dire ce que contient le jeu, comment il est produit, ce qu’il ne dit pas",
         {Role::description}},
        {"Mots-clés", "donner au moins un mot-clé", {Role::keywords}},
        {"Informations légales", "dire la base légale et les droits des tiers", {Role::legal_information}},
        {"Licence et attribution",
         "choisir une licence et la mention à citer",
         {Role::licence, Role::attribution}},
        {"Couverture spatiale", "nommer les territoires couverts", {Role::spatial_coverage}},
        {"Couverture temporelle", "dire la période couverte", {Role::temporal_coverage}},
        {"Granularité", "dire la plus petite maille des données", {Role::granularity}},
        {"Date de publication", "dire la date de première publication", {Role::publication_date}},
        {"Fréquence de mise à jour", "dire à quel rythme les données changent", {Role::update_frequency}},
        {"Date de dernière modification", "dire quand les données ont changé", {Role::update_date}},
    };
    std::vector<Metadatum> metadata;
    for (const Row& row : rows) {
        Metadatum metadatum{row.title, row.remedy, {}};
        for (const Role role : row.roles)
            if (const int field = kind.find(role); field >= 0) metadatum.fields.push_back(field);
        if (metadatum.fields.size() == row.roles.size()) metadata.push_back(std::move(metadatum));
    }
    return metadata;
}

bool is_given(const Metadatum& metadatum, const Record& record) {
    return std::all_of(metadatum.fields.begin(), metadatum.fields.end(),
                       [&](int field) { return has_value(record, field); });
}

DataSetScore::DataSetScore(const Kind& kind)
    : metadata_(metadata_of(kind)), resources_(kind.find(Role::resources)) {}

bool DataSetScore::applies() const { return metadata_.size() >= least_metadata; }

double share_answering(const Record& record, int resources, const DeadAddresses& dead) {
    if (dead.empty() || !has_value(record, resources)) return 1;
    const auto* list = std::get_if<List>(&record.values[static_cast<std::size_t>(resources)]);
    if (!list || list->empty()) return 1;
    const auto gone = std::count_if(list->begin(), list->end(), [&](const std::string& one) {
        return dead.contains(parse_resource(one).url);
    });
    return 1 - static_cast<double>(gone) / static_cast<double>(list->size());
}

double DataSetScore::of(const Record& record, const DeadAddresses& dead) const {
    const auto given = std::count_if(metadata_.begin(), metadata_.end(),
                                     [&](const Metadatum& one) { return is_given(one, record); });
    return two_decimals(static_cast<double>(given) / static_cast<double>(metadata_.size()) *
                        answering(record, dead));
}

int days_between(const CivilDate& earlier, const CivilDate& later) {
    const auto days = [](const CivilDate& date) {
        return std::chrono::sys_days(std::chrono::year(date.year) / std::chrono::month(date.month) /
                                     std::chrono::day(date.day));
    };
    return static_cast<int>((days(later) - days(earlier)).count());
}

CivilDate civil_date(std::int64_t unix_time) {
    using namespace std::chrono;
    const year_month_day day{floor<days>(sys_seconds(seconds(unix_time)))};
    return {static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
            static_cast<unsigned>(day.day())};
}

} // namespace moisson
