// Records that came to us twice: from their producer, and again through a portal that harvests it (or us).
#pragma once
#include "core/golden/merge.hpp"

#include <span>

namespace moisson {

/// Sets `echo` of every member whose id at its producer is "feed--id" of another member, as catalogues
/// qualify what they repeat (data·inclusion, our own files); also along a chain of portals. Others stay as
/// they are.
void note_echoes(std::span<MergeMember> members);

} // namespace moisson
