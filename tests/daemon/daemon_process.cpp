#include "tests/daemon/daemon_process.hpp"
#include "core/config/app.hpp"
#include "daemon/service/control_client.hpp"
#include "tests/support/die_with_parent.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace moisson::test {

namespace {

using Clock = std::chrono::steady_clock;

int notification_socket(const std::filesystem::path& path) {
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const timeval look_again{0, 50'000};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &look_again, sizeof look_again);
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

void run_child(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
               const std::filesystem::path& log) {
    const int fd = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(fd, STDERR_FILENO);
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    for (const std::string& variable : environment) ::putenv(const_cast<char*>(variable.c_str()));
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

AppConfig app_of(const std::filesystem::path& home) {
    AppConfig app;
    app.state_dir = home / "state";
    return app;
}

} // namespace

DaemonProcess::DaemonProcess(const TempDir& home, std::vector<std::string> environment, bool notify,
                             std::vector<std::string> arguments)
    : home_(home.path()), log_(home / "daemon.log") {
    static int number = 0;
    const auto socket = home / ("notify-" + std::to_string(number++));
    if (notify) {
        socket_ = notification_socket(socket);
        environment.push_back("NOTIFY_SOCKET=" + socket.string());
    }
    std::vector<std::string> command{
        binary().string(),           "--config", (home / "moisson.toml").string(), "--feeds",
        (home / "feeds.d").string(), "--state",  (home / "state").string(),        "serve"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    pid_ = ::fork();
    if (pid_ == 0) {
        die_with_parent();
        run_child(command, environment, log_);
    }
    if (notify) listener_ = std::jthread([this](std::stop_token stop) { listen(stop); });
}

DaemonProcess::~DaemonProcess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    listener_ = {};
    if (socket_ >= 0) ::close(socket_);
}

void DaemonProcess::listen(std::stop_token stop) {
    char text[4096];
    while (!stop.stop_requested()) {
        const ssize_t n = ::recv(socket_, text, sizeof text, 0);
        if (n <= 0) continue;
        const std::lock_guard lock(mutex_);
        waiting_.emplace_back(text, static_cast<std::size_t>(n));
    }
}

std::optional<std::string> DaemonProcess::next_message() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    std::string message = std::move(waiting_.front());
    waiting_.pop_front();
    return message;
}

std::string DaemonProcess::wait_for(const std::string& line, std::chrono::seconds limit) {
    for (const auto until = Clock::now() + limit; Clock::now() < until;) {
        while (const auto message = next_message())
            if (("\n" + *message + "\n").find("\n" + line) != std::string::npos) return *message;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL("no notification \"" << line << "\"; the log says:\n" << log());
    return "";
}

void DaemonProcess::signal(int number) const { ::kill(pid_, number); }

int DaemonProcess::wait_exit(std::chrono::seconds limit) {
    for (const auto until = Clock::now() + limit; Clock::now() < until;) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return -1;
}

std::string DaemonProcess::log() const {
    std::ifstream in(log_);
    return {std::istreambuf_iterator<char>(in), {}};
}

DaemonProcess::Answer DaemonProcess::get(const std::string& path) const {
    const auto client = ControlClient::connect(app_of(home_));
    REQUIRE(client);
    auto answer = client->get(path);
    return {answer.status, answer.body, answer.location};
}

DaemonProcess::Answer DaemonProcess::post(const std::string& path, const std::string& body) const {
    const auto client = ControlClient::connect(app_of(home_));
    REQUIRE(client);
    auto answer = client->post(path, body);
    return {answer.status, answer.body, answer.location};
}

void write_home(const TempDir& home) {
    std::filesystem::create_directories(home / "feeds.d");
    std::ofstream(home / "moisson.toml") << "[status]\nenabled = false\n";
    std::ofstream(home / "data.csv") << "Identifiant,Nom,Maj\n1,Foyer,2026-01-02\n2,Mairie,2026-01-03\n";
    write_feed(home, "exemple");
}

void write_feed(const TempDir& home, const std::string& id, const std::string& extra,
                const std::string& file) {
    std::ofstream(home / "feeds.d" / (id + ".toml"))
        << "version = 1\nid = \"" << id
        << "\"\ntitle = \"Exemple\"\n[producer]\nname = \"Association d'exemple\"\n"
        << "[contact]\nemail = \"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n"
        << "[source]\ntype = \"csv\"\nurl = \"file://" << (home / file).string() << "\"\ncomplete = true\n"
        << "[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\ndate_maj = \"Maj\"\n"
        << extra;
}

} // namespace moisson::test
