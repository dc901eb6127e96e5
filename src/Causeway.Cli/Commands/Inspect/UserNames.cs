using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>Users by name, as /etc/passwd has them; by number where it has not.</summary>
internal static class UserNames
{
    private const int NameField = 0;
    private const int IdField = 2;

    // By int, unchecked: the framework has such a dictionary compiled ahead, and none by uint.
    private static readonly Lazy<Dictionary<int, string>> s_names = new(Read);

    /// <summary>What a user is called.</summary>
    public static string Of(uint user) => s_names.Value.TryGetValue((int)user, out string? name) ? name : user.ToString(CultureInfo.InvariantCulture);

    /// <summary>The user that was typed, by name or number.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static uint Parse(string typed)
    {
        if (uint.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            return number;
        foreach ((int user, string name) in s_names.Value)
        {
            if (name == typed)
                return (uint)user;
        }

        throw new UsageException($"there is no user '{typed}' in /etc/passwd; a number will do");
    }

    private static Dictionary<int, string> Read()
    {
        Dictionary<int, string> names = [];
        try
        {
            foreach (string[] fields in File.ReadLines("/etc/passwd").Select(static line => line.Split(':')))
            {
                if (fields.Length > IdField && uint.TryParse(fields[IdField], NumberStyles.None, CultureInfo.InvariantCulture, out uint user))
                    names.TryAdd((int)user, fields[NameField]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Numbers tell as much.
        }

        return names;
    }
}
