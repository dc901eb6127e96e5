using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>Memory by name, shared by any number of processes, that one of them initialises exactly once.</summary>
/// <remarks>
/// <para>
/// Its room is reserved when it is created: a full file system is an exception then, and no signal later. It stays until its name is deleted
/// (<see cref="Domain.Delete"/>) and nobody has it any more.
/// </para>
/// <para>
/// Whoever comes while the initialiser runs waits for it. If the process that runs it dies, the next one zeroes the memory and
/// runs its own: no one sees memory that is half done.
/// </para>
/// <para>
/// The bytes are live: they change at any time under the hands of others. Load once, check, then use; order accesses with Volatile or
/// Interlocked, or keep a <see cref="NamedLock"/> beside it. Thread-safe so far as the bytes are not concerned. docs/named-memory.md.
/// </para>
/// </remarks>
public sealed partial class NamedMemory : NamedObject
{
    private static readonly NamedHandles<NamedMemory, SharedContent> s_handles =
        new(NamedObjectKind.Memory, static file => new SharedContent(file), static (shared, createdNew) => new NamedMemory(shared, createdNew));

    private readonly SharedContent _shared;
    private readonly MappedRegion _region;

    private NamedMemory(SharedContent shared, bool wasCreated)
        : base(shared)
    {
        _shared = shared;
        WasCreated = wasCreated;
        Length = shared.File.SizeBytes - ObjectLayout.Content;

        // The leases of this handle keep the mapping, and nothing else of the object.
        using HandleHold hold = new(shared.Lease);
        ObjectLease content = new(shared.File.Mapping, ObjectLayout.Content);
        _region = new MappedRegion(shared.Name, content, MappedBytes.At(content.Address, Length, canRead: true, canWrite: true));
    }

    /// <summary>The length in bytes: that of whoever created it.</summary>
    public long Length { get; }

    /// <summary>Whether the call that made this handle created the memory: of all who called at once, it is so for one.</summary>
    public bool WasCreated { get; }

    /// <summary>Whether the call that made this handle ran its initialiser to the end: of all, for ever, it is so for one.</summary>
    public bool WasInitializedHere { get; private set; }

    private protected override void OnDispose() => _region.Dispose();
}
