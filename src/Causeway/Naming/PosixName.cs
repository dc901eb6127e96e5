using System.Runtime.CompilerServices;
using System.Text;
using Causeway.Sys;

namespace Causeway.Naming;

/// <summary>The rule for names of POSIX queues, semaphores and shared memory: a slash, then one component of a path.</summary>
internal static class PosixName
{
    /// <summary>NAME_MAX: the bytes that may follow the slash.</summary>
    public const int MaximumBytes = 255;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses before the call what the kernel and libc would, each with an errno of its own.</summary>
    /// <param name="name">As in <c>/orders</c>.</param>
    /// <param name="maximumBytes">What may follow the slash, in UTF-8.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <exception cref="ArgumentException">Not such a name.</exception>
    public static void ThrowIfInvalid(string name, int maximumBytes = MaximumBytes, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name[0] != '/')
            throw new ArgumentException($"The name \"{name}\" must begin with a slash, as in \"/{name}\".", parameter);
        ReadOnlySpan<char> component = name.AsSpan(1);
        if (component.ContainsAny('/', '\0'))
            throw new ArgumentException("After its first slash the name must have neither another slash nor a NUL.", parameter);
        if (component is "" or "." or "..")
            throw new ArgumentException($"The name \"{name}\" must have something after the slash, other than \".\" and \"..\".", parameter);
        int bytes = s_strict.GetByteCount(component);
        if (bytes > maximumBytes)
            throw new ArgumentException($"The name has {bytes} bytes after its slash; the limit is {maximumBytes}.", parameter);
    }

    /// <summary>Removes a name.</summary>
    /// <param name="operation">The call's name.</param>
    /// <param name="unlink">The call.</param>
    /// <param name="name">What to remove.</param>
    /// <param name="maximumBytes">What may follow the slash, in UTF-8.</param>
    /// <returns>Whether there was such a name.</returns>
    public static bool TryUnlink(string operation, Func<string, int> unlink, string name, int maximumBytes = MaximumBytes)
    {
        ThrowIfInvalid(name, maximumBytes);
        int result = unlink(name);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        return error == Errno.ENOENT ? false : throw SyscallFailure.Opening(operation, name, error, error == Errno.EACCES ? "only its owner or root deletes it" : null);
    }
}
