// The [[tests]] of a feed file: one raw record in, fields out, run by `moisson check`.
#pragma once
#include "core/config/diagnostic.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/schema.hpp"

#include <vector>

namespace moisson {

/// One diagnostic per expectation that is not met (feed.test-failed), per expected field that nothing maps
/// (feed.test-unknown-field) and per input that no field reads (feed.test-unused-input, a warning). An
/// expected "" or [] means: the field is absent.
std::vector<Diagnostic> run_mapping_tests(const FeedConfig& feed, const std::shared_ptr<const Schema>& schema,
                                          Today today);

/// A value as text, the way expectations and `moisson try` show it: one text per item, numbers in their
/// shortest form.
std::vector<std::string> value_texts(const Value& value);

} // namespace moisson
