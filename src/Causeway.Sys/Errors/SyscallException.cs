namespace Causeway;

/// <summary>A system call failed. The message names the call, the object, the error and what to do about it.</summary>
public class SyscallException : IOException
{
    /// <summary>Creates the exception of one failed call.</summary>
    /// <param name="operation">The call, by its name in the man pages: <c>mq_open</c>.</param>
    /// <param name="errno">What the call left in errno.</param>
    /// <param name="objectName">The object that the call was about, as the user named it.</param>
    /// <param name="message">The whole message.</param>
    public SyscallException(string operation, Errno errno, string? objectName, string message)
        : base(message)
    {
        Operation = operation;
        Errno = errno;
        ObjectName = objectName;
    }

    /// <summary>The call that failed, by its name in the man pages.</summary>
    public string Operation { get; }

    /// <summary>The error.</summary>
    public Errno Errno { get; }

    /// <summary>The object that the call was about, as the user named it; null where there is none.</summary>
    public string? ObjectName { get; }
}
