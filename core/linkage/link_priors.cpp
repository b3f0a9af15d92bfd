// What agreement is worth before anything is known of the data: how often two records of the same thing (the
// same structure twice; antennas of one network or people of one surname; neighbours in one house; namesakes
// elsewhere; strangers that met by chance) agree in a field that both have. Estimates, argued per comparison
// and never per data set, and not counted; a fit moves them by what the data show.
#include "core/linkage/link_priors.hpp"

namespace moisson {

namespace {

struct ComparisonPrior {
    Comparison comparison;
    std::array<std::array<double, level_count>, class_count> level; ///< same, network, place, unrelated
};

// Rows: same, network, place, namesake, unrelated. Columns: levels, see compare_*.cpp.
constexpr ComparisonPrior priors[] = {
    // Producers write a name alike four times in ten, with typos and abbreviations twice; antennas of a
    // network share the network's words and differ in their own; tenants of a house have nothing in common.
    {Comparison::name,
     {{{.38, .14, .18, .10, .10, .06, .03, .01},
       {.02, .03, .03, .08, .17, .33, .20, .14},
       {.001, .001, .002, .01, .04, .11, .24, .596},
       {.40, .35, .08, .08, .05, .02, .01, .01},
       {.00001, .0001, .00001, .0001, .001, .01, .12, .86878}}}},
    // A surname is copied, not described: rarely wrong. "Network" are families, "place" households, namesakes
    // have the given name, too.
    {Comparison::person,
     {{{.80, .13, .04, .03},
       {.85, .08, .03, .04},
       {.60, .05, .05, .30},
       {.94, .03, .02, .01},
       {.001, .002, .02, .977}}}},
    {Comparison::given,
     {{{.80, .11, .05, .04},
       {.03, .03, .06, .88},
       {.02, .03, .06, .89},
       {.88, .06, .03, .03},
       {.005, .005, .05, .94}}}},
    {Comparison::birth,
     {{{.82, .10, .03, .02, .03},
       {.004, .006, .02, .05, .92},
       {.004, .006, .02, .05, .92},
       {.0002, .001, .005, .03, .9638},
       {.0001, .0005, .003, .03, .9664}}}},
    {Comparison::authors,
     {{{.75, .18, .04, .03},
       {.50, .25, .15, .10},
       {.60, .20, .10, .10},
       {.10, .05, .05, .80},
       {.00001, .0001, .005, .99489}}}},
    {Comparison::year,
     {{{.96, .03, .01}, {.05, .35, .60}, {.50, .20, .30}, {.15, .20, .65}, {.10, .15, .75}}}},
    {Comparison::place,
     {{{.70, .10, .07, .03, .03, .03, .02, .02},
       {.005, .015, .03, .04, .16, .35, .003, .397},
       {.80, .10, .08, .01, .005, .003, .001, .001},
       {.0005, .001, .002, .003, .01, .05, .002, .9315},
       {.00001, .00002, .0001, .0001, .001, .002, .0001, .99667}}}},
    {Comparison::zone,
     {{{.90, .05, .02, .03},
       {.30, .10, .35, .25},
       {.93, .05, .015, .005},
       {.05, .02, .13, .80},
       {.002, .001, .03, .967}}}},
    // Copied from one register: wrong in one record of ten, and then within the same legal unit.
    {Comparison::siret,
     {{{.84, .10, .03, .03},
       {.01, .60, .01, .38},
       {.01, .04, .005, .945},
       {.0005, .10, .0005, .899},
       {.000001, .0001, .000001, .999898}}}},
    {Comparison::phone,
     {{{.70, .05, .25}, {.07, .02, .91}, {.40, .02, .58}, {.005, .001, .994}, {.00001, .00001, .99998}}}},
    {Comparison::email,
     {{{.58, .17, .05, .20},
       {.06, .42, .02, .50},
       {.20, .10, .01, .69},
       {.005, .10, .02, .875},
       {.00001, .0001, .00001, .99988}}}},
    {Comparison::website,
     {{{.55, .25, .20}, {.20, .40, .40}, {.05, .10, .85}, {.05, .15, .80}, {.0001, .001, .9989}}}},
    // How many feeds there are says how often a pair is of one: only a fit knows (fit.cpp).
    {Comparison::feed, {{{.5, .5}, {.5, .5}, {.5, .5}, {.5, .5}, {.5, .5}}}},
    {Comparison::parent, {{{.75, .25}, {.10, .90}, {.50, .50}, {.02, .98}, {.001, .999}}}},
};

// A title is copied, not described. "Network" are other editions of one work, "place" other works of its
// authors, namesakes the columns of a journal.
constexpr ComparisonPrior title_prior = {Comparison::name,
                                         {{{.62, .06, .17, .07, .05, .02, .005, .005},
                                           {.40, .06, .14, .12, .12, .08, .05, .03},
                                           {.001, .001, .002, .006, .02, .06, .25, .66},
                                           {.20, .40, .12, .08, .12, .05, .02, .01},
                                           {.00001, .00001, .00001, .00003, .0003, .004, .10, .89564}}}};

} // namespace

std::array<double, class_count> prior_of_classes() { return {.00002, .00004, .00004, .00004, .99986}; }

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
