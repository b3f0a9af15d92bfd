// What agreement and disagreement are worth before a fit.
#pragma once
#include "core/linkage/link_model.hpp"

namespace moisson {

using ClassLevels = std::array<std::array<std::array<double, level_count>, comparison_count>, class_count>;

std::array<double, class_count> prior_of_classes();
ClassLevels prior_of_levels(const LinkProfile& profile);

} // namespace moisson
