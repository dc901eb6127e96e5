using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Signal mask, dispositions, group and session of a child, as the attributes of posix_spawn(3).</summary>
internal sealed unsafe class SpawnAttributes : IDisposable
{
    private readonly LibC.posix_spawnattr_t* _attributes;

    public SpawnAttributes(ChildProcessOptions options)
    {
        _attributes = (LibC.posix_spawnattr_t*)NativeMemory.AllocZeroed((nuint)sizeof(LibC.posix_spawnattr_t));
        Check("posix_spawnattr_init", LibC.posix_spawnattr_init(_attributes));
        try
        {
            Fill(options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For posix_spawn, until <see cref="Dispose"/>.</summary>
    public LibC.posix_spawnattr_t* Pointer => _attributes;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LibC.posix_spawnattr_destroy(_attributes);
        NativeMemory.Free(_attributes);
    }

    private void Fill(ChildProcessOptions options)
    {
        // .NET ignores SIGPIPE, and what is ignored stays so through exec: everything goes back to its default.
        LibC.sigset_t reset = new() { bits = SignalSet.All.Bits };
        Check("posix_spawnattr_setsigdefault", LibC.posix_spawnattr_setsigdefault(_attributes, &reset));
        LibC.sigset_t mask = new() { bits = options.BlockedSignals.Bits };
        Check("posix_spawnattr_setsigmask", LibC.posix_spawnattr_setsigmask(_attributes, &mask));
        short flags = LibC.POSIX_SPAWN_SETSIGDEF | LibC.POSIX_SPAWN_SETSIGMASK;
        if (options.ProcessGroup is { } group)
        {
            Check("posix_spawnattr_setpgroup", LibC.posix_spawnattr_setpgroup(_attributes, group));
            flags |= LibC.POSIX_SPAWN_SETPGROUP;
        }

        if (options.LeadsSession)
            flags |= LibC.POSIX_SPAWN_SETSID;
        Check("posix_spawnattr_setflags", LibC.posix_spawnattr_setflags(_attributes, flags));
    }

    private static void Check(string operation, int error)
    {
        if (error != 0)
            throw SyscallFailure.Create(operation, objectName: null, new Errno(error));
    }
}
