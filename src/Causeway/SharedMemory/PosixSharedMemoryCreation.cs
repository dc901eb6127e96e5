using System.Globalization;
using System.Security.Cryptography;
using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// Makes an object whole before it has its name: nobody finds it without its size, its permissions and what was put in it.
/// </summary>
/// <remarks>
/// <code>
/// creator                              anybody else
/// O_TMPFILE: a file without a name     shm_open: ENOENT
/// fchmod, fallocate, initialise        shm_open: ENOENT
/// linkat: the name, or EEXIST          shm_open: ENOENT, or the whole object
///
/// died after        what is left
/// any step before   nothing: a file without a name goes with its last descriptor
/// linkat            the object, whole
/// </code>
/// Without O_TMPFILE or /proc the file has a name of its own until it is linked; a creator killed meanwhile leaves that.
/// </remarks>
internal static class PosixSharedMemoryCreation
{
    /// <summary>Where both C libraries keep the objects: shm_open(3) of <c>/x</c> opens /dev/shm/x.</summary>
    public const string Directory = "/dev/shm";

    /// <summary>What the names of files begin with that are not linked yet.</summary>
    public const string UnfinishedPrefix = ".causeway-new-";

    /// <summary>Whether files without a name are used where they can be. A test turns it off.</summary>
    internal static bool UsesUnnamedFiles { get; set; } = true;

    /// <summary>Creates it, or answers null and why: it exists (EEXIST), or nothing can be created there.</summary>
    public static SafeFileDescriptor? TryCreate(string name, long sizeBytes, uint mode, Action<MemoryMapping>? initialize, out Errno error)
    {
        if (UsesUnnamedFiles && System.IO.Directory.Exists("/proc/self/fd"))
        {
            int number = LibC.open(Directory, LibC.O_TMPFILE | LibC.O_RDWR | LibC.O_CLOEXEC, mode);
            error = Errno.Last;
            if (number >= 0)
                return TryFinish(new SafeFileDescriptor(number), $"/proc/self/fd/{number}", name, sizeBytes, mode, initialize, out error);
            if (error != Errno.EOPNOTSUPP && error != Errno.EISDIR && error != Errno.EINVAL)
                return null;
        }

        string path = string.Create(CultureInfo.InvariantCulture, $"{Directory}/{UnfinishedPrefix}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        int named = LibC.open(path, LibC.O_CREAT | LibC.O_EXCL | LibC.O_RDWR | LibC.O_CLOEXEC, mode);
        error = Errno.Last;
        if (named < 0)
            return null;
        try
        {
            return TryFinish(new SafeFileDescriptor(named), path, name, sizeBytes, mode, initialize, out error);
        }
        finally
        {
            _ = LibC.unlink(path);
        }
    }

    private static SafeFileDescriptor? TryFinish(SafeFileDescriptor descriptor, string path, string name, long sizeBytes, uint mode, Action<MemoryMapping>? initialize, out Errno error)
    {
        try
        {
            Permissions.MakeExact(descriptor, name, mode);
            if (sizeBytes > 0)
                FileSpace.Reserve(descriptor, name, 0, sizeBytes);
            if (initialize is not null)
            {
                using MemoryMapping mapping = MemoryMapping.Map(descriptor, name, new MappingOptions());
                initialize(mapping);
            }

            int result = LibC.linkat(path, Directory + name, LibC.AT_SYMLINK_FOLLOW);
            error = Errno.Last;
            if (result == 0)
                return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }

        descriptor.Dispose();
        return null;
    }
}
