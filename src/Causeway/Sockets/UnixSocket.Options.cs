using Causeway.Sys;

namespace Causeway;

/// <content>What comes along with received data.</content>
public sealed partial class UnixSocket
{
    /// <summary>
    /// Whether <see cref="ReceiveWithHandles"/> says who sent each message, pid, user and group (SO_PASSCRED): false unless set.
    /// It also gives a socket without a name one when it connects or sends (autobind, unix(7)).
    /// </summary>
    public bool ReceivesCredentials
    {
        get => SocketCalls.GetOption(Descriptor, LibC.SO_PASSCRED, "SO_PASSCRED") != 0;
        set => SocketCalls.SetOption(Descriptor, LibC.SO_PASSCRED, "SO_PASSCRED", value ? 1 : 0);
    }

    /// <summary>Whether <see cref="ReceiveWithHandles"/> gives a pidfd of who sent each message (SO_PASSPIDFD): false unless set.</summary>
    /// <exception cref="SyscallException">ENOPROTOOPT: the kernel is older than 6.5.</exception>
    public bool ReceivesSenderProcess
    {
        get => SocketCalls.GetOption(Descriptor, LibC.SO_PASSPIDFD, "SO_PASSPIDFD") != 0;
        set => SocketCalls.SetOption(Descriptor, LibC.SO_PASSPIDFD, "SO_PASSPIDFD", value ? 1 : 0, "needs kernel 6.5: use ReceivesCredentials");
    }

    /// <summary>Whether the peer may send descriptors (SO_PASSRIGHTS): true unless cleared, and then its call fails with EPERM.</summary>
    /// <exception cref="SyscallException">ENOPROTOOPT: the kernel is older than 6.16.</exception>
    public bool AcceptsHandles
    {
        get => SocketCalls.GetOption(Descriptor, LibC.SO_PASSRIGHTS, "SO_PASSRIGHTS") != 0;
        set => SocketCalls.SetOption(Descriptor, LibC.SO_PASSRIGHTS, "SO_PASSRIGHTS", value ? 1 : 0, "needs kernel 6.16: receive without handles, and the kernel closes what comes");
    }
}
