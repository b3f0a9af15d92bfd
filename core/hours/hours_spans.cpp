#include "core/hours/hours_spans.hpp"

#include <algorithm>

namespace moisson {
namespace {

using enum HoursWord;

/// What stands between two times; the first of these that occurs decides.
enum class Joint : std::uint8_t { none, until, dash, slash, other };

struct TimePoint {
    int minutes = 0;
    bool bare = false; ///< "9" without a unit
    Joint before = Joint::none;
    HoursWord half = end; ///< morning or afternoon, when said before it
};

bool is_time(HoursWord word) { return word == time || word == number; }

/// Moves over what may join two times. `several`: how often until, dash and slash stood there together.
Joint read_joint(HoursReader& reader, HoursWord& half) {
    Joint joint = Joint::none;
    for (;; ++reader.at) switch (reader.word()) {
        case until:
            joint = Joint::until;
            break;
        case dash:
            if (joint != Joint::until) joint = Joint::dash;
            break;
        case slash:
            if (joint == Joint::none) joint = Joint::slash;
            break;
        case also:
        case comma:
        case stop:
            if (joint == Joint::none || joint == Joint::slash) joint = Joint::other;
            break;
        case morning:
        case afternoon:
            half = reader.word();
            break;
        case from:
            break;
        case colon:
            if (half == end) return joint;
            break;
        default:
            return joint;
        }
}

std::vector<TimePoint> read_points(HoursReader& reader) {
    std::vector<TimePoint> points;
    for (;;) {
        const std::size_t start = reader.at;
        TimePoint point;
        point.before = read_joint(reader, point.half);
        if (!is_time(reader.word())) {
            reader.at = start; // the joint leads to something else: the next day, a comment
            return points;
        }
        point.minutes = reader.token().minutes;
        point.bare = reader.word() == number;
        points.push_back(point);
        ++reader.at;
    }
}

/// All within-pair joints of one kind; nothing that reads as "until" between two pairs.
bool is_well_joined(const std::vector<TimePoint>& points) {
    bool ranges = true, bare = true, slashes = points.size() >= 4;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Joint joint = points[i].before;
        if (i % 2 == 0) {
            if (joint == Joint::until) return false;
            slashes &= joint != Joint::slash;
            continue;
        }
        ranges &= joint == Joint::until || joint == Joint::dash;
        bare &= joint == Joint::none;
        slashes &= joint == Joint::slash;
    }
    return ranges || bare || slashes;
}

bool fits_half(HoursWord half, const HoursSpan& span) {
    if (half == morning) return span.to <= 14 * 60;
    return half != afternoon || span.from >= 12 * 60;
}

/// The night may go on until 6; anything else that runs backwards is a slip ("16h30-8h").
HoursSpan make_span(const TimePoint& from, const TimePoint& to) {
    HoursSpan span{from.minutes % (24 * 60), to.minutes};
    if (span.to < span.from && span.to <= 6 * 60) span.to += 24 * 60;
    return span;
}

} // namespace

std::string_view HoursReader::quote(std::size_t first) const {
    if (first >= tokens.size()) return {};
    const std::size_t last = std::min(std::max(at, first + 1), tokens.size()) - 1;
    const std::size_t start = tokens[first].at;
    return text.substr(start, std::min(tokens[last].at + tokens[last].size, text.size()) - start);
}

void HoursReader::refuse(std::size_t first, const char* reason) const {
    throw HoursRefusal(quote(first), reason);
}

bool starts_hours(const HoursReader& reader) {
    HoursReader ahead = reader;
    while (ahead.word() == from || ahead.word() == morning || ahead.word() == afternoon ||
           ahead.word() == colon || ahead.word() == filler)
        ++ahead.at;
    return is_time(ahead.word());
}

std::vector<HoursSpan> read_hours_spans(HoursReader& reader) {
    const std::size_t first = reader.at;
    const std::vector<TimePoint> points = read_points(reader);
    if (points.empty() || points.size() % 2 != 0)
        reader.refuse(first, "il manque une heure de début ou de fin");
    if (!is_well_joined(points)) reader.refuse(first, "ces heures ne forment pas des plages sûres");
    std::vector<HoursSpan> spans;
    for (std::size_t i = 0; i < points.size(); i += 2) {
        if (points[i].bare && points[i + 1].bare)
            reader.refuse(first, "ces nombres ne sont pas sûrement des heures");
        const HoursSpan span = make_span(points[i], points[i + 1]);
        if (span.to <= span.from) reader.refuse(first, "la fin précède le début");
        if (!spans.empty() && span.from < spans.back().to) reader.refuse(first, "ces plages se recouvrent");
        if (!fits_half(points[i].half, span))
            reader.refuse(first, "ces heures ne sont pas celles du matin ou de l'après-midi");
        spans.push_back(span);
    }
    return spans;
}

} // namespace moisson
