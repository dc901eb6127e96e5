using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>An object's file, open and mapped: an open file description of its own, for the locks, and the whole of it in memory.</summary>
/// <remarks>
/// The header was read once, before anything was believed. The rest changes under everybody's hands, and whoever may write to the
/// file is trusted not to shorten it. Thread-safe; whoever reads through <see cref="Address"/> holds <see cref="Mapping"/>.
/// </remarks>
internal sealed unsafe partial class ObjectFile : IDisposable
{
    private ObjectFile(Domain domain, string name, SafeFileDescriptor descriptor, SafeMapping mapping, in ObjectHeader header, FileIdentity identity)
    {
        Domain = domain;
        Name = name;
        Descriptor = descriptor;
        Mapping = mapping;
        SizeBytes = header.SizeBytes;
        Identity = identity;
        Kind = header.Kind;
        Options = header.Options;
        Parameter = header.Parameter;
        Id = header.Id;
    }

    public Domain Domain { get; }

    public string Name { get; }

    /// <summary>Where it was when it was opened.</summary>
    public string Path => Domain.PathOf(Name);

    public SafeFileDescriptor Descriptor { get; }

    public SafeMapping Mapping { get; }

    /// <summary>Where it is mapped.</summary>
    public nint Address => Mapping.DangerousGetHandle();

    public long SizeBytes { get; }

    /// <summary>Which file it is: one process opens one object once.</summary>
    public FileIdentity Identity { get; }

    public NamedObjectKind Kind { get; }

    public uint Options { get; }

    public long Parameter { get; }

    /// <summary>Random, of this object and no later one of the same name.</summary>
    public ulong Id { get; }

    /// <summary>Whether nobody joins any more. Acquire: a process that has its cell looks here, and the collector marks only while it holds every cell.</summary>
    public bool IsCollected
    {
        get
        {
            using HandleHold hold = new(Mapping);
            return Volatile.Read(ref *(uint*)(hold.Value + ObjectLayout.Collected32)) != 0;
        }
    }

    /// <summary>Closes the description, which gives up its locks, and unmaps. The name stays.</summary>
    public void Dispose()
    {
        Descriptor.Dispose();
        Mapping.Dispose();
    }
}
