using System.Globalization;
using System.Security.Cryptography;
using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>Makes a file whole before it has its name: nobody finds it without its size, its permissions and what was put in it.</summary>
/// <remarks>
/// <code>
/// creator                              anybody else
/// O_TMPFILE: a file without a name     open: ENOENT
/// fchmod, then what the caller fills   open: ENOENT
/// linkat: the name, or EEXIST          open: ENOENT, or the whole file
///
/// died after        what is left
/// any step before   nothing: a file without a name goes with its last descriptor
/// linkat            the file, whole
/// </code>
/// Without O_TMPFILE or /proc the file has a name of its own until it is linked; a creator killed meanwhile leaves that.
/// </remarks>
internal static class WholeFile
{
    /// <summary>What the names of files begin with that are not linked yet.</summary>
    public const string UnfinishedPrefix = ".causeway-new-";

    /// <summary>Whether files without a name are used where they can be. A test turns it off.</summary>
    internal static bool UsesUnnamedFiles { get; set; } = true;

    /// <summary>Creates it, or answers null and why: it exists (EEXIST), or nothing can be created there.</summary>
    /// <param name="directory">Where it is to be.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="display">What the user calls it.</param>
    /// <param name="mode">Its permissions, exactly.</param>
    /// <param name="fill">Gives it its size and its contents.</param>
    /// <param name="error">Why there is none.</param>
    public static SafeFileDescriptor? TryCreate(SafeFileDescriptor directory, string name, string display, uint mode, Action<SafeFileDescriptor> fill, out Errno error)
    {
        if (UsesUnnamedFiles && System.IO.Directory.Exists("/proc/self/fd"))
        {
            int number = LibC.openat(directory, ".", LibC.O_TMPFILE | LibC.O_RDWR | LibC.O_CLOEXEC, mode);
            error = Errno.Last;
            if (number >= 0)
                return TryFinish(new SafeFileDescriptor(number), directory, $"/proc/self/fd/{number}", name, display, mode, fill, out error);
            if (error != Errno.EOPNOTSUPP && error != Errno.EISDIR && error != Errno.EINVAL)
                return null;
        }

        string unfinished = string.Create(CultureInfo.InvariantCulture, $"{UnfinishedPrefix}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        int named = LibC.openat(directory, unfinished, LibC.O_CREAT | LibC.O_EXCL | LibC.O_RDWR | LibC.O_CLOEXEC, mode);
        error = Errno.Last;
        if (named < 0)
            return null;
        try
        {
            return TryFinish(new SafeFileDescriptor(named), directory, unfinished, name, display, mode, fill, out error);
        }
        finally
        {
            _ = LibC.unlinkat(directory, unfinished, 0);
        }
    }

    private static SafeFileDescriptor? TryFinish(SafeFileDescriptor file, SafeFileDescriptor directory, string path, string name, string display, uint mode, Action<SafeFileDescriptor> fill, out Errno error)
    {
        try
        {
            Permissions.MakeExact(file, display, mode);
            fill(file);
            int result = LibC.linkat(directory, path, directory, name, LibC.AT_SYMLINK_FOLLOW);
            error = Errno.Last;
            if (result == 0)
                return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }
}
