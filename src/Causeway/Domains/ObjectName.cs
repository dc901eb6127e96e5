using System.Runtime.CompilerServices;
using System.Text;

namespace Causeway.Domains;

/// <summary>The rule for names of objects in a domain: the name of a file, with room beside it and without surprises in a listing.</summary>
internal static class ObjectName
{
    /// <summary>The most bytes of a name, in UTF-8.</summary>
    public const int MaximumBytes = 200;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses what cannot be a name, and says which rule it breaks.</summary>
    /// <exception cref="ArgumentException">Not such a name.</exception>
    public static void ThrowIfInvalid(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (Broken(name) is { } rule)
            throw new ArgumentException($"The name of an object {rule}.", parameter);
    }

    /// <summary>Whether an object could have this name.</summary>
    public static bool IsValid(string name) => name.Length > 0 && Broken(name) is null;

    private static string? Broken(string name)
    {
        foreach (char one in name)
        {
            if (one == '/')
                return "must not have a slash: a domain has no folders";
            if (char.IsControl(one))
                return $"must not have a control character (U+{(int)one:X4})";
        }

        if (name[0] == '.')
            return "must not begin with a dot: such files are the domain's own";
        int bytes;
        try
        {
            bytes = s_strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return "must be valid Unicode: half of a surrogate pair has no UTF-8";
        }

        return bytes > MaximumBytes ? $"must have {MaximumBytes} bytes at the most, and this one has {bytes}" : null;
    }
}
