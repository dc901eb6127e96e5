namespace Causeway.Sys;

/// <summary>The one way from errno to an exception.</summary>
internal static class SyscallFailure
{
    /// <summary>The exception of a failed call on an object that is open already, or on none.</summary>
    /// <param name="operation">The call, by its name in the man pages.</param>
    /// <param name="objectName">The object as the user named it.</param>
    /// <param name="error">errno, read right after the call.</param>
    /// <param name="remedy">What to do next, without a full stop; null for the errno's own advice.</param>
    public static SyscallException Create(string operation, string? objectName, Errno error, string? remedy = null) =>
        new(operation, error, objectName, Message(operation, objectName, error, remedy));

    /// <summary>The exception of a failed open or create: EACCES becomes <see cref="UnauthorizedAccessException"/>.</summary>
    /// <inheritdoc cref="Create"/>
    public static Exception Opening(string operation, string? objectName, Errno error, string? remedy = null)
    {
        SyscallException failure = Create(operation, objectName, error, remedy);
        return error == Errno.EACCES ? new UnauthorizedAccessException(failure.Message, failure) : failure;
    }

    /// <summary>The exception of a deadline that passed.</summary>
    /// <param name="operation">The call, by its name in the man pages.</param>
    /// <param name="objectName">The object as the user named it.</param>
    /// <param name="done">What had been done by then, without a full stop; null for nothing.</param>
    public static TimeoutException TimedOut(string operation, string? objectName, string? done = null)
    {
        string message = $"{Subject(operation, objectName)}: the timeout passed";
        return new TimeoutException(done is null ? message : $"{message}; {done}");
    }

    private static string Message(string operation, string? objectName, Errno error, string? remedy)
    {
        string message = $"{Subject(operation, objectName)}: {error.Name}, {error.Meaning}";
        return (remedy ?? error.Advice) is { } advice ? $"{message}; {advice}" : message;
    }

    private static string Subject(string operation, string? objectName) =>
        objectName is null ? operation : $"{operation}(\"{objectName}\")";
}
