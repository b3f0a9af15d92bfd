#include "connectors/fetch/stream_digest.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace moisson {

struct alignas(64) StreamDigest::State {
    XXH3_state_t xxh;
};

StreamDigest::StreamDigest() : state_(std::make_unique<State>()) {
    XXH3_INITSTATE(&state_->xxh);
    XXH3_128bits_reset(&state_->xxh);
}

StreamDigest::~StreamDigest() = default;

StreamDigest::StreamDigest(const StreamDigest& other) : StreamDigest() { *this = other; }

StreamDigest& StreamDigest::operator=(const StreamDigest& other) {
    XXH3_copyState(&state_->xxh, &other.state_->xxh);
    return *this;
}

void StreamDigest::update(std::string_view bytes) {
    XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}

Digest128 StreamDigest::value() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh);
    return {hash.low64, hash.high64};
}

} // namespace moisson
