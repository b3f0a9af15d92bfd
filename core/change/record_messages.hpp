// What change detection says to a producer about one record, in French.
#pragma once
#include "core/model/issue.hpp"
#include "core/model/record.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

Issue missing_id_issue();
Issue repeated_record_issue(std::string_view id, std::uint32_t other_line);
Issue duplicate_id_issue(std::string_view id, std::uint32_t other_line);
Issue stale_date_issue(std::string_view field, std::string_view date);
Issue date_regression_issue(std::string_view field, std::string_view date);
/// `refused`: the feed maps the parent kind itself, so the record is an error; else only a doubt.
Issue unknown_parent_issue(std::string_view field, std::string_view parent_title, std::string_view parent_id,
                           bool refused);

} // namespace moisson
