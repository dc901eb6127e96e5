using System.Text;
using Causeway.Domains;

namespace Causeway.Messaging.Meeting;

/// <summary>Where the two sides of a name meet.</summary>
/// <remarks>
/// <c>@x</c> is an abstract name; with a slash it is a path; anything else is <c>.connection-NAME</c> in the domain's directory, whose files with a
/// dot are no objects. Who listens there, or used to, is asked by its socket: no other file is needed.
/// </remarks>
internal sealed class MeetingPlace
{
    private readonly Domain? _domain;

    private MeetingPlace(UnixSocketAddress address, Domain? domain)
    {
        Address = address;
        _domain = domain;
    }

    /// <summary>The socket's address.</summary>
    public UnixSocketAddress Address { get; }

    /// <summary>The place of a name.</summary>
    /// <param name="name">As the user gave it.</param>
    /// <param name="domain">Where names without a slash live; null: the default domain.</param>
    /// <exception cref="ArgumentException">No place can have that name, or its path is too long for a socket.</exception>
    public static MeetingPlace Of(string name, Domain? domain)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] == '@')
            return new MeetingPlace(UnixSocketAddress.FromAbstractName(name[1..]), domain: null);
        if (name.Contains('/', StringComparison.Ordinal))
            return new MeetingPlace(UnixSocketAddress.FromPath(name), domain: null);
        ObjectName.ThrowIfInvalid(name);
        domain ??= Domain.Default;
        string path = domain.PathOf(DomainRemains.ConnectionPrefix + name);
        int excess = Encoding.UTF8.GetByteCount(path) - UnixSocketAddress.MaxBytes;
        if (excess > 0)
            throw new ArgumentException($"The name is {Counted.Of(excess, "byte")} too long: \"{path}\" must fit into the {UnixSocketAddress.MaxBytes} bytes of a socket's address. Use a shorter one, a domain with a shorter path, or an abstract name (@NAME).", nameof(name));
        return new MeetingPlace(UnixSocketAddress.FromPath(path), domain);
    }

    /// <summary>Binds and listens. A name that a dead listener left is replaced.</summary>
    /// <param name="forOthers">Whether other users may reach it: whether they are admitted is the policy's matter.</param>
    /// <exception cref="SyscallException">EADDRINUSE: somebody else listens there. ENOSPC: the directory's file system is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable for this user, or no safe domain.</exception>
    public UnixSocketListener Listen(bool forOthers)
    {
        const UnixFileMode Everybody = (UnixFileMode)0x1B6;
        using SafeFileDescriptor? directory = _domain?.OpenDirectory();
        UnixBindOptions? options = Address.IsAbstract ? null : new UnixBindOptions
        {
            Permissions = forOthers ? Everybody : Naming.Permissions.Private,
            ReplaceStale = true,
        };
        return UnixSocketListener.Listen(Address, UnixSocketType.SeqPacket, Backlog, options);
    }

    /// <summary>Sees that a domain that is to be connected in is a safe one.</summary>
    /// <exception cref="UnauthorizedAccessException">It is not.</exception>
    public void CheckDomain() => _domain?.TryOpenDirectory()?.Dispose();

    /// <summary>As many as the kernel allows by default: a connector that finds it full needs a thread to wait.</summary>
    private const int Backlog = 4096;
}
