// Dates, register numbers and geographic codes.
#pragma once
#include "core/mapping/forms.hpp"

namespace moisson {

bool write_date(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context);
/// SIRET, SIREN, RNA.
bool write_register_number(const FieldPlan& plan, std::string_view text, std::string& out,
                           FormContext& context);
/// Postcode, INSEE code, eligibility zone. A leading zero that a spreadsheet has eaten is put back, with a
/// warning.
bool write_geo_code(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context);

} // namespace moisson
