using System.Runtime.InteropServices;
using System.Text;

namespace Causeway;

/// <summary>A null-terminated array of C strings (argv, envp), in one block of unmanaged memory.</summary>
internal sealed unsafe class CStringArray : IDisposable
{
    private readonly string _parameterName;
    private byte* _block;

    /// <summary>Copies the strings as UTF-8.</summary>
    /// <exception cref="ArgumentException">A string holds a NUL character, at which C would end it.</exception>
    public CStringArray(IReadOnlyList<string> strings, string parameterName)
    {
        _parameterName = parameterName;
        int total = Pointers(strings.Count);
        foreach (string text in strings)
            total += BytesOf(text) + 1;
        byte* next = Allocate(strings.Count, total);
        byte* end = _block + total;
        for (int i = 0; i < strings.Count; i++)
        {
            Pointer[i] = next;
            next = Append(strings[i], next, end);
        }
    }

    /// <summary>Copies variables as <c>NAME=VALUE</c>, without making those strings first.</summary>
    /// <exception cref="ArgumentException">A string holds a NUL character, at which C would end it.</exception>
    public CStringArray(IReadOnlyList<(string Name, string Value)> variables, string parameterName)
    {
        _parameterName = parameterName;
        int total = Pointers(variables.Count);
        foreach ((string name, string value) in variables)
            total += BytesOf(name) + 1 + BytesOf(value) + 1;
        byte* next = Allocate(variables.Count, total);
        byte* end = _block + total;
        for (int i = 0; i < variables.Count; i++)
        {
            Pointer[i] = next;
            next = Append(variables[i].Name, next, end);
            next[-1] = (byte)'=';
            next = Append(variables[i].Value, next, end);
        }
    }

    /// <summary>The array, valid until <see cref="Dispose"/>.</summary>
    public byte** Pointer => (byte**)_block;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }

    private static int Pointers(int count) => (count + 1) * sizeof(byte*);

    private int BytesOf(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"\"{text.Replace("\0", "\\0", StringComparison.Ordinal)}\" holds a NUL character: a C string ends there.", _parameterName);
        return Encoding.UTF8.GetByteCount(text);
    }

    private byte* Allocate(int count, int total)
    {
        _block = (byte*)NativeMemory.Alloc((nuint)total);
        Pointer[count] = null;
        return _block + Pointers(count);
    }

    /// <summary>Copies a string and its NUL.</summary>
    /// <returns>Where the next one goes.</returns>
    private static byte* Append(string text, byte* next, byte* end)
    {
        next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)(end - next)));
        *next = 0;
        return next + 1;
    }
}
