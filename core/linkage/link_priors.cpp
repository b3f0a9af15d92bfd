// What agreement is worth before anything is known of the data. The numbers are frequencies that anybody can
// check by looking at pairs: how often two records of the same thing (the same structure twice; antennas of one
// network or people of one surname; neighbours in one house; strangers that met by chance) agree in a field that
// both have. They are argued per comparison, never per data set; a fit moves them by what the data show.
#include "core/linkage/link_priors.hpp"

namespace moisson {

namespace {

struct ComparisonPrior {
    Comparison comparison;
    std::array<std::array<double, level_count>, class_count> level; ///< same, network, place, unrelated
};

// Rows: same, network, place, unrelated. Columns: levels, see compare_*.cpp.
constexpr ComparisonPrior priors[] = {
    // Producers write a name alike four times in ten, with typos and abbreviations twice; antennas of a network
    // share the network's words and differ in their own; tenants of a house have nothing in common.
    {Comparison::name,
     {{{.42, .10, .18, .10, .10, .06, .03, .01},
       {.06, .03, .04, .10, .17, .30, .18, .12},
       {.001, .001, .002, .006, .03, .06, .20, .70},
       {.002, .002, .003, .008, .02, .075, .24, .65}}}},
    // A surname is copied, not described: rarely wrong. "Network" are families, "place" households.
    {Comparison::person,
     {{{.80, .13, .04, .03}, {.85, .08, .03, .04}, {.60, .05, .05, .30}, {.02, .03, .07, .88}}}},
    {Comparison::given,
     {{{.80, .11, .05, .04}, {.03, .03, .06, .88}, {.02, .03, .06, .89}, {.03, .03, .07, .87}}}},
    {Comparison::birth,
     {{{.82, .10, .03, .02, .03},
       {.004, .006, .02, .05, .92},
       {.004, .006, .02, .05, .92},
       {.004, .006, .02, .09, .88}}}},
    {Comparison::authors, {{{.75, .18, .04, .03}, {.50, .25, .15, .10}, {.60, .20, .10, .10}, {.01, .03, .20, .76}}}},
    {Comparison::year, {{{.96, .03, .01}, {.05, .35, .60}, {.50, .20, .30}, {.20, .20, .60}}}},
    {Comparison::place,
     {{{.70, .10, .07, .03, .03, .03, .02, .02},
       {.005, .015, .03, .04, .16, .35, .003, .397},
       {.80, .10, .08, .01, .005, .003, .001, .001},
       {.004, .016, .06, .06, .25, .38, .003, .227}}}},
    {Comparison::zone, {{{.93, .05, .015, .005}, {.30, .10, .35, .25}, {.93, .05, .015, .005}, {.60, .10, .15, .15}}}},
    // Copied from one register: wrong in one record of ten, and then within the same legal unit.
    {Comparison::siret, {{{.84, .10, .03, .03}, {.01, .60, .01, .38}, {.01, .04, .005, .945}, {.0005, .01, .001, .9885}}}},
    {Comparison::phone, {{{.80, .05, .15}, {.07, .02, .91}, {.25, .02, .73}, {.004, .003, .993}}}},
    {Comparison::email,
     {{{.74, .15, .05, .06}, {.06, .42, .02, .50}, {.20, .10, .01, .69}, {.004, .012, .004, .98}}}},
    {Comparison::website, {{{.55, .25, .20}, {.20, .40, .40}, {.05, .10, .85}, {.01, .02, .97}}}},
    {Comparison::parent, {{{.75, .25}, {.10, .90}, {.50, .50}, {.15, .85}}}},
};

} // namespace

std::array<double, class_count> prior_of_classes() { return {.08, .10, .12, .70}; }

ClassLevels prior_of_levels() {
    ClassLevels levels{};
    for (const ComparisonPrior& prior : priors)
        for (std::size_t c = 0; c < class_count; ++c)
            levels[c][static_cast<std::size_t>(prior.comparison)] = prior.level[c];
    return levels;
}

std::size_t levels_of(Comparison comparison) {
    const auto& of_same = prior_of_levels()[0][static_cast<std::size_t>(comparison)];
    std::size_t count = 0;
    while (count < level_count && of_same[count] > 0) ++count;
    return count;
}

} // namespace moisson
