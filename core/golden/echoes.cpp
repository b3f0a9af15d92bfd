#include "core/golden/echoes.hpp"

namespace moisson {

namespace {

/// True when `id` is the other member's feed and id, joined as published files join them.
bool names(std::string_view id, const MergeMember& other) {
    return id.size() == other.feed.size() + 2 + other.id.size() && id.starts_with(other.feed) &&
           id.substr(other.feed.size(), 2) == "--" && id.ends_with(other.id);
}

} // namespace

void note_echoes(std::span<MergeMember> members) {
    for (MergeMember& member : members) {
        if (member.id.find("--") == std::string::npos) continue; // nearly every id: no look at the others
        for (const MergeMember& other : members)
            if (&other != &member && other.feed != member.feed && names(member.id, other)) member.echo = true;
    }
}

} // namespace moisson
