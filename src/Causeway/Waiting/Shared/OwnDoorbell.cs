using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Causeway.Domains;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>This process's doorbell in one domain: a FIFO that it reads until it ends. Who holds it open for writing hears of that.</summary>
/// <remarks>
/// Made under another name, and given its own when it is read: so a doorbell that nobody reads is a dead process's, at any moment, and who clears those away
/// needs no lock that could keep a newcomer waiting. One that it takes away between mkfifo and rename is made again. A process that is killed leaves the name.
/// </remarks>
internal sealed class OwnDoorbell
{
    private const int RingsAtOnce = 512;
    private readonly SafeFileDescriptor _reader;
    private readonly SafeFileDescriptor _writer;
    private int _listening;

    private OwnDoorbell(ulong id, SafeFileDescriptor reader, SafeFileDescriptor writer)
    {
        Id = id;
        _reader = reader;
        _writer = writer;
    }

    /// <summary>Its number in this domain.</summary>
    public ulong Id { get; }

    /// <summary>The name of a doorbell.</summary>
    public static string NameOf(ulong id) => string.Create(CultureInfo.InvariantCulture, $"{DomainRemains.DoorbellPrefix}{id:x16}");

    /// <summary>Makes one.</summary>
    /// <param name="directory">The domain's.</param>
    /// <param name="path">The directory's path, for messages.</param>
    /// <param name="mode">Who may ring: who may use the objects.</param>
    /// <param name="group">Their group; null for this user's own.</param>
    public static OwnDoorbell Make(SafeFileDescriptor directory, string path, uint mode, uint? group)
    {
        while (true)
        {
            ulong id = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            string unfinished = string.Create(CultureInfo.InvariantCulture, $"{DomainRemains.DoorbellPrefix}new-{id:x16}");
            try
            {
                if (TryMake(directory, unfinished, path, mode, group, id) is { } made)
                    return made;
            }
            finally
            {
                _ = LibC.unlinkat(directory, unfinished, 0);
            }
        }
    }

    /// <summary>Makes one; null where it was taken away before it had its name.</summary>
    private static OwnDoorbell? TryMake(SafeFileDescriptor directory, string unfinished, string path, uint mode, uint? group, ulong id)
    {
        int result = LibC.mkfifoat(directory, unfinished, mode);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("mkfifo", $"{path}/{unfinished}", error, error == Errno.ENOSPC ? "free some room in the domain's file system" : null);
        CrashPoint.At("doorbell.made");
        SafeFileDescriptor? reader = TryOpen(directory, unfinished, LibC.O_RDONLY, out error);
        if (reader is null && error == Errno.ENOENT)
            return null;
        string name = NameOf(id);
        try
        {
            reader = reader ?? throw SyscallFailure.Opening("open", unfinished, error);
            Naming.Permissions.GiveGroup(reader, $"{path}/{unfinished}", group);
            Naming.Permissions.MakeExact(reader, unfinished, mode);
            result = LibC.renameat(directory, unfinished, directory, name);
            error = Errno.Last;
            CrashPoint.At("doorbell.named");
            if (result != 0 && error != Errno.ENOENT)
                throw SyscallFailure.Opening("rename", $"{path}/{name}", error);

            // Its own writer: without any the FIFO would be at its end, and the kernel would say so all the time.
            if (result == 0)
                return new OwnDoorbell(id, reader, TryOpen(directory, name, LibC.O_WRONLY, out error) ?? throw SyscallFailure.Opening("open", name, error));
            reader.Dispose();
            return null;
        }
        catch
        {
            reader?.Dispose();
            _ = LibC.unlinkat(directory, name, 0);
            throw;
        }
    }

    /// <summary>Rings it from inside.</summary>
    public void Ring(ulong cookie) => PeerDoorbell.Send(_writer, cookie);

    /// <summary>Has its rings answered from now on, on the reactor's thread.</summary>
    public void Listen()
    {
        if (Volatile.Read(ref _listening) == 0 && Interlocked.Exchange(ref _listening, 1) == 0)
            _ = ListenUntilClosedAsync();
    }

    /// <summary>Takes the name away, when the process ends in good order.</summary>
    public void RemoveName(SafeFileDescriptor directory)
    {
        _ = LibC.unlinkat(directory, NameOf(Id), 0);
        CrashPoint.At("doorbell.unlinked");
    }

    /// <summary>Takes it away: nobody here uses the domain any more.</summary>
    public void Remove(SafeFileDescriptor directory)
    {
        RemoveName(directory);
        _reader.Dispose();
        _writer.Dispose();
    }

    private static SafeFileDescriptor? TryOpen(SafeFileDescriptor directory, string name, int mode, out Errno error)
    {
        int number = LibC.openat(directory, name, mode | LibC.O_NONBLOCK | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        return number >= 0 ? new SafeFileDescriptor(number) : null;
    }

    private async Task ListenUntilClosedAsync()
    {
        try
        {
            await ListenAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Nobody here uses the domain any more.
        }
    }

    private async Task ListenAsync()
    {
        DescriptorWatch watch = Reactor.Shared.Watch(_reader);
        ulong[] rings = new ulong[RingsAtOnce];
        long emptied = 0;
        while (true)
        {
            uint seen = watch.Edges(Direction.Read);
            int bytes = Read(rings);
            emptied += bytes;
            Answer(rings.AsSpan(0, bytes / sizeof(ulong)));
            if (bytes == RingsAtOnce * sizeof(ulong))
                continue;

            // Empty now: what comes after the reading is an edge after those seen. Rings of a full FIFO were refused, and of a torn
            // one the rest cannot be read.
            if ((emptied >= SmallestPipe && emptied >= Capacity()) || bytes % sizeof(ulong) != 0)
                SharedObjects.LookAtAll();
            emptied = 0;
            await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private const int SmallestPipe = 4096;

    /// <summary>How much goes into it: less than usual where the user has many pipes (pipe(7), pipe-user-pages-soft).</summary>
    private int Capacity()
    {
        int bytes = LibC.fcntl(_reader, LibC.F_GETPIPE_SZ, 0);
        return bytes < 0 ? SmallestPipe : bytes;
    }

    private unsafe int Read(ulong[] rings)
    {
        fixed (ulong* to = rings)
        {
            nint bytes = LibC.read(_reader, (byte*)to, RingsAtOnce * sizeof(ulong), out Errno error);
            if (bytes < 0 && error != Errno.EAGAIN && error != Errno.EINTR)
                throw SyscallFailure.Create("read", NameOf(Id), error);
            return (int)Math.Max(0, bytes);
        }
    }

    private static void Answer(ReadOnlySpan<ulong> cookies)
    {
        foreach (ulong cookie in cookies)
        {
            if (SharedObjects.Find(cookie) is { } rung)
                rung.AnswerDoorbell();
            else
                SharedObjects.LookAtAll();
        }
    }
}
