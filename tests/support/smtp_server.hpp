// A small mail server inside the test, on a random loopback port: takes mails, refuses them, or hangs.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace moisson::test {

struct ReceivedMail {
    std::string from, data;
    std::vector<std::string> to;
};

class SmtpServer {
public:
    enum class Mood { takes, refuses_receiver, hangs };
    explicit SmtpServer(Mood mood = Mood::takes); ///< throws std::runtime_error
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    std::string url() const; ///< "smtp://127.0.0.1:PORT"
    std::vector<ReceivedMail> mails() const;

private:
    void serve();
    void talk(int connection);

    Mood mood_;
    int listener_ = -1;
    unsigned short port_ = 0;
    std::atomic<bool> stopping_{false};
    mutable std::mutex guard_;
    std::vector<ReceivedMail> mails_;
    std::thread thread_;
};

} // namespace moisson::test
