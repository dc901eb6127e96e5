using System.Runtime.InteropServices;
using System.Text;

namespace Causeway;

/// <summary>A null-terminated array of C strings (argv, envp), in one block of unmanaged memory.</summary>
internal sealed unsafe class CStringArray : IDisposable
{
    private byte* _block;

    /// <summary>Copies the strings as UTF-8.</summary>
    /// <exception cref="ArgumentException">A string holds a NUL character, at which C would end it.</exception>
    public CStringArray(IReadOnlyList<string> strings, string parameterName)
    {
        int pointers = (strings.Count + 1) * sizeof(byte*);
        int total = pointers;
        foreach (string text in strings)
        {
            if (text.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"\"{text.Replace("\0", "\\0", StringComparison.Ordinal)}\" holds a NUL character: a C string ends there.", parameterName);
            total += Encoding.UTF8.GetByteCount(text) + 1;
        }

        _block = (byte*)NativeMemory.AllocZeroed((nuint)total);
        byte* next = _block + pointers;
        for (int i = 0; i < strings.Count; i++)
        {
            Pointer[i] = next;
            next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, (int)(_block + total - next))) + 1;
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
}
