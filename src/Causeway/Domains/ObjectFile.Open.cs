using System.Globalization;
using System.Security.Cryptography;
using Causeway.Sys;

namespace Causeway.Domains;

/// <content>Birth, and opening by name.</content>
internal sealed unsafe partial class ObjectFile
{
    /// <summary>Makes an object that does not exist yet; it appears whole.</summary>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: no room for it.</exception>
    public static ObjectFile Create(Domain domain, string name, in ObjectBirth birth)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor directory = domain.OpenDirectory();
        while (true)
        {
            if (TryCreate(domain, directory, name, birth, out Errno error) is { } created)
                return created;
            if (error != Errno.EEXIST || !TryFinishRemoval(domain, directory, name))
                throw CreateFailure(domain, name, error);
        }
    }

    /// <summary>Opens an object; null where there is none of that name.</summary>
    /// <exception cref="LayoutMismatchException">What is there is another kind, of another version, or no object.</exception>
    public static ObjectFile? TryOpen(Domain domain, string name, NamedObjectKind kind)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor? directory = domain.TryOpenDirectory();
        return directory is null ? null : TryOpen(domain, directory, name, kind);
    }

    /// <summary>Opens an object that exists.</summary>
    /// <exception cref="LayoutMismatchException">What is there is another kind, of another version, or no object.</exception>
    /// <exception cref="SyscallException">ENOENT: there is none of that name.</exception>
    public static ObjectFile Open(Domain domain, string name, NamedObjectKind kind) =>
        TryOpen(domain, name, kind) ?? throw SyscallFailure.Create("open", domain.PathOf(name), Errno.ENOENT, $"there is no such object: create it, or see what there is with Domain.List");

    /// <summary>Opens the object, or makes it where there is none. Of all who call this at once one makes it.</summary>
    public static ObjectFile OpenOrCreate(Domain domain, string name, in ObjectBirth birth, out bool createdNew)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor directory = domain.OpenDirectory();
        while (true)
        {
            createdNew = false;
            if (TryOpen(domain, directory, name, birth.Kind) is { } present)
                return present;
            createdNew = true;
            if (TryCreate(domain, directory, name, birth, out Errno error) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw CreateFailure(domain, name, error);
        }
    }

    private static ObjectFile? TryOpen(Domain domain, SafeFileDescriptor directory, string name, NamedObjectKind kind)
    {
        while (true)
        {
            if (OpenAny(domain, directory, name) is not { } file)
                return null;
            if (file.Kind != kind)
            {
                file.Dispose();
                throw new LayoutMismatchException(file.Path, $"is {KindName.Of(file.Kind)}, not {KindName.Of(kind)}", "open it as what it is, or use another name");
            }

            if (!file.IsCollected)
                return file;
            using (file)
                file.FinishRemoval(directory);
        }
    }

    /// <summary>Takes away the name of an object that is collected already.</summary>
    /// <returns>False: it is no such object.</returns>
    private static bool TryFinishRemoval(Domain domain, SafeFileDescriptor directory, string name)
    {
        try
        {
            using ObjectFile? present = OpenAny(domain, directory, name);
            if (present is { IsCollected: true })
                present.FinishRemoval(directory);
            return present is null or { IsCollected: true };
        }
        catch (Exception e) when (e is LayoutMismatchException or SyscallException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Opens an object of whatever kind; null where there is none.</summary>
    public static ObjectFile? OpenAny(Domain domain, SafeFileDescriptor directory, string name)
    {
        // O_NONBLOCK: a FIFO that has the name would make the open wait.
        int number = LibC.openat(directory, name, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            return error == Errno.ENOENT ? null : throw OpenFailure(domain, name, error);
        SafeFileDescriptor descriptor = new(number);
        try
        {
            ObjectHeader header = Verify(descriptor, domain.PathOf(name), out FileIdentity identity);
            return new ObjectFile(domain, name, descriptor, Map(descriptor, domain.PathOf(name), header.SizeBytes), header, identity);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static ObjectFile? TryCreate(Domain domain, SafeFileDescriptor directory, string name, ObjectBirth birth, out Errno error)
    {
        string path = domain.PathOf(name);
        SafeMapping? mapping = null;
        ObjectHeader header = default;
        SafeFileDescriptor? descriptor = null;
        FileIdentity identity = default;
        try
        {
            descriptor = WholeFile.TryCreate(directory, name, path, domain.ObjectMode, Fill, out error);
            CrashPoint.At("birth.linked");
            if (descriptor is not null)
            {
                OfdLock.Release(descriptor, path, DomainRemains.UnfinishedByte, 1);
                return new ObjectFile(domain, name, descriptor, mapping!, header, identity);
            }

            mapping?.Dispose();
            return null;
        }
        catch
        {
            mapping?.Dispose();
            throw;
        }

        void Fill(SafeFileDescriptor file)
        {
            long sizeBytes = checked(ObjectLayout.Content + birth.ContentBytes);
            Naming.Permissions.GiveGroup(file, path, domain.ObjectGroup);

            // Until it has its name: a collector takes away what nobody is making any more.
            _ = OfdLock.TryAcquire(file, path, DomainRemains.UnfinishedByte, 1);
            FileSpace.Reserve(file, path, 0, sizeBytes);
            CrashPoint.At("birth.sized");
            Span<byte> bytes = stackalloc byte[ObjectHeader.Bytes];
            ObjectHeader.Write(bytes, birth, sizeBytes, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
            FileBytes.Write(file, path, bytes, 0);
            CrashPoint.At("birth.written");
            header = Verify(file, path, out identity);
            mapping = Map(file, path, sizeBytes);
        }
    }

    /// <summary>Reads the header by system calls, so that a file shorter than it says ends in an exception, not in SIGBUS.</summary>
    private static ObjectHeader Verify(SafeFileDescriptor descriptor, string path, out FileIdentity identity)
    {
        LibC.statx_t status;
        int result = LibC.statx(descriptor, &status);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("statx", path, error);
        identity = FileIdentity.Of(status);
        if (identity.Type != LibC.S_IFREG)
            throw new LayoutMismatchException(path, "is no regular file, so no object", "remove it, or use another name");
        Span<byte> bytes = stackalloc byte[ObjectHeader.Bytes];
        int count = FileBytes.Read(descriptor, path, bytes, 0);
        ObjectHeader header = ObjectHeader.Read(bytes[..count])
            ?? throw new LayoutMismatchException(path, string.Create(CultureInfo.InvariantCulture, $"is no named object: its {status.stx_size} bytes do not begin as an object's do"), "remove it, or use another name");
        if (header.Mismatch((long)status.stx_size) is { } found)
            throw new LayoutMismatchException(path, found, "let all of its users run one version of the library, or delete it with Domain.Delete and create it anew");
        return header;
    }

    private static SafeMapping Map(SafeFileDescriptor descriptor, string path, long sizeBytes)
    {
        nint address = LibC.mmap(0, (nuint)sizeBytes, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, descriptor, 0);
        Errno error = Errno.Last;
        return address == LibC.MAP_FAILED ? throw SyscallFailure.Create("mmap", path, error) : new SafeMapping(address, (nuint)sizeBytes);
    }

    private static Exception CreateFailure(Domain domain, string name, Errno error) => SyscallFailure.Opening("linkat", domain.PathOf(name), error,
        error == Errno.EEXIST ? "open what is there, or delete it first with Domain.Delete"
        : error == Errno.ENOSPC ? "the file system is full: free some of it, make it larger, or use another domain ($CAUSEWAY_DOMAIN)"
        : error == Errno.EACCES ? "the domain's directory does not let this user create"
        : error == Errno.ENOENT ? "the domain's directory has been removed meanwhile: try again"
        : null);

    private static Exception OpenFailure(Domain domain, string name, Errno error) => SyscallFailure.Opening("open", domain.PathOf(name), error,
        error == Errno.EACCES ? "the object's permissions do not let this user take part"
        : error == Errno.ELOOP ? "it is a symbolic link, which is not followed: remove it, or use another name"
        : error == Errno.EISDIR ? "it is a directory, not an object: remove it, or use another name"
        : error == Errno.ENXIO ? "it is a socket or device, not an object: remove it, or use another name"
        : null);
}
