// One text → one value of the schema: cleaning, type, bounds, closed list.
#pragma once
#include "core/mapping/gather.hpp"
#include "core/mapping/issues.hpp"
#include "core/mapping/plan.hpp"
#include "core/model/value.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// What the conversion of one field needs besides its plan.
struct FormContext {
    const std::string& today; ///< "2026-11-21"
    Scratch& scratch;
    IssueSink& issues;
};

/// Writes the value of a text form (everything but integer, number, boolean) into `out`. False: reported, no
/// value.
bool write_text_form(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context);

/// Writes the one value of `text` into `out`, reusing its buffer; absent when it is refused.
void write_scalar(const FieldPlan& plan, std::string_view text, Value& out, FormContext& context);

/// The same for a list field: repeats collapse, the producer's order stays.
void write_list(const FieldPlan& plan, Value& out, FormContext& context);

/// Reports an invalid value: an error when the field is fatal and has one value, else a warning.
void refuse_value(const FieldPlan& plan, FormContext& context, std::string_view code, std::string_view value,
                  std::string_view sentence);
void warn_value(const FieldPlan& plan, FormContext& context, std::string_view code, std::string_view value,
                std::string_view sentence);

} // namespace moisson
