// What agreement is worth before anything is known of the data. The numbers are frequencies that anybody can
// check by looking at pairs: how often two records of the same thing (the same structure twice; antennas of
// one network or people of one surname; neighbours in one house; strangers that met by chance) agree in a
// field that both have. They are argued per comparison, never per data set; a fit moves them by what the data
// show.
#include "core/linkage/link_priors.hpp"

namespace moisson {

namespace {

struct ComparisonPrior {
    Comparison comparison;
    std::array<std::array<double, level_count>, class_count> level; ///< same, network, place, unrelated
};

// Rows: same, network, place, unrelated. Columns: levels, see compare_*.cpp.
constexpr ComparisonPrior priors[] = {
    // Producers write a name alike four times in ten, with typos and abbreviations twice; antennas of a
    // network
    // share the network's words and differ in their own; tenants of a house have nothing in common.
    {Comparison::name,
     {{{.38, .14, .18, .10, .10, .06, .03, .01},
       {.04, .05, .04, .10, .17, .30, .18, .12},
       {.001, .001, .002, .01, .04, .11, .24, .596},
       {.00001, .0001, .00001, .0001, .001, .01, .12, .86878}}}},
    // A surname is copied, not described: rarely wrong. "Network" are families, "place" households.
    {Comparison::person,
     {{{.80, .13, .04, .03}, {.85, .08, .03, .04}, {.60, .05, .05, .30}, {.001, .002, .02, .977}}}},
    {Comparison::given,
     {{{.80, .11, .05, .04}, {.03, .03, .06, .88}, {.02, .03, .06, .89}, {.005, .005, .05, .94}}}},
    {Comparison::birth,
     {{{.82, .10, .03, .02, .03},
       {.004, .006, .02, .05, .92},
       {.004, .006, .02, .05, .92},
       {.0001, .0005, .003, .03, .9664}}}},
    {Comparison::authors,
     {{{.75, .18, .04, .03}, {.50, .25, .15, .10}, {.60, .20, .10, .10}, {.00001, .0001, .005, .99489}}}},
    {Comparison::year, {{{.96, .03, .01}, {.05, .35, .60}, {.50, .20, .30}, {.10, .15, .75}}}},
    {Comparison::place,
     {{{.70, .10, .07, .03, .03, .03, .02, .02},
       {.005, .015, .03, .04, .16, .35, .003, .397},
       {.80, .10, .08, .01, .005, .003, .001, .001},
       {.00001, .00002, .0001, .0001, .001, .002, .0001, .99667}}}},
    {Comparison::zone,
     {{{.93, .05, .015, .005}, {.30, .10, .35, .25}, {.93, .05, .015, .005}, {.002, .001, .03, .967}}}},
    // Copied from one register: wrong in one record of ten, and then within the same legal unit.
    {Comparison::siret,
     {{{.84, .10, .03, .03},
       {.01, .60, .01, .38},
       {.01, .04, .005, .945},
       {.000001, .0001, .000001, .999898}}}},
    {Comparison::phone, {{{.80, .05, .15}, {.07, .02, .91}, {.40, .02, .58}, {.00001, .00001, .99998}}}},
    {Comparison::email,
     {{{.74, .15, .05, .06}, {.06, .42, .02, .50}, {.20, .10, .01, .69}, {.00001, .0001, .00001, .99988}}}},
    {Comparison::website, {{{.55, .25, .20}, {.20, .40, .40}, {.05, .10, .85}, {.0001, .001, .9989}}}},
    {Comparison::parent, {{{.75, .25}, {.10, .90}, {.50, .50}, {.001, .999}}}},
};

// A title is copied, not described. "Network" are other editions of one work, "place" other works of its
// authors.
constexpr ComparisonPrior title_prior = {Comparison::name,
                                         {{{.62, .06, .17, .07, .05, .02, .005, .005},
                                           {.40, .06, .14, .12, .12, .08, .05, .03},
                                           {.001, .001, .002, .006, .02, .06, .25, .66},
                                           {.00001, .00001, .00001, .00003, .0003, .004, .10, .89564}}}};

} // namespace

std::array<double, class_count> prior_of_classes() { return {.00002, .00004, .00004, .9999}; }

ClassLevels prior_of_levels(const LinkProfile& profile) {
    ClassLevels levels{};
    const auto take = [&](const ComparisonPrior& prior) {
        for (std::size_t c = 0; c < class_count; ++c)
            levels[c][static_cast<std::size_t>(prior.comparison)] = prior.level[c];
    };
    for (const ComparisonPrior& prior : priors) take(prior);
    if (profile.title >= 0) take(title_prior);
    return levels;
}

} // namespace moisson
