// digest128() of bytes that come in pieces.
#pragma once
#include "core/model/digest.hpp"

#include <memory>
#include <string_view>

namespace moisson {

/// Copies are snapshots of the state: a page that is read again starts from the copy made before it.
class StreamDigest {
public:
    StreamDigest();
    ~StreamDigest();
    StreamDigest(const StreamDigest& other);
    StreamDigest& operator=(const StreamDigest& other);

    void update(std::string_view bytes);
    Digest128 value() const; ///< equals digest128() of everything so far

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace moisson
